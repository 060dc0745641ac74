// Turns price tables into price lists, cell by cell, and says of each cell that is none what it should have
// been.
#include "models/costs/costs.hpp"

#include <algorithm>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

constexpr std::size_t kFaultsMax = 5;  // of one table: a wrong column is wrong in every row

// One table being read: looks columns up by name and keeps what is wrong.
class PriceTable {
 public:
  PriceTable(const Table& table, std::vector<PriceFault>& faults)
      : table_(table), faults_(faults), before_(faults.size()) {}

  bool has_columns(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      if (table_.column(name)) continue;
      faults_.push_back({.row = std::nullopt,
                         .found = "no column " + std::string(name),
                         .expected = "a price list with the columns " + joined(names)});
      return false;
    }
    return true;
  }

  // Empty where there is no such column.
  std::string_view text(std::size_t row, std::string_view column) const {
    const auto index = table_.column(column);
    return index ? std::string_view(table_.cell(row, *index)) : std::string_view();
  }

  bool flag(std::size_t row, std::string_view column) {
    const std::string_view cell = text(row, column);
    if (!cell.empty() && cell != "0" && cell != "1") fault(row, column, cell, "1 or 0");
    return cell == "1";
  }

  // Nothing for an empty cell: the price is not known.
  std::optional<UnitPrice> price(std::size_t row, std::string_view column) {
    const std::string_view cell = text(row, column);
    if (cell.empty()) return std::nullopt;
    const auto price = UnitPrice::parse(cell);
    if (!price) fault(row, column, cell, "a price in USD, such as 0.0670, or nothing");
    return price;
  }

  double number(std::size_t row, std::string_view column) {
    const auto value = table_.number(row, *table_.column(column));
    if (!value || *value < 0) fault(row, column, text(row, column), "a number from 0 up");
    return value.value_or(0);
  }

  void fault(std::size_t row, std::string_view column, std::string_view cell, std::string expected) {
    if (faults_.size() - before_ >= kFaultsMax) return;
    faults_.push_back({.row = row,
                       .found = std::string(column) + " " + (cell.empty() ? "of nothing" : std::string(cell)),
                       .expected = std::move(expected)});
  }

  bool fine() const { return faults_.size() == before_; }

 private:
  static std::string joined(std::initializer_list<std::string_view> names) {
    std::string text;
    for (const std::string_view name : names) {
      if (!text.empty()) text += ", ";
      text += name;
    }
    return text;
  }

  const Table& table_;
  std::vector<PriceFault>& faults_;
  std::size_t before_;
};

PriceOrigin origin_of(const Table& table) {
  return {.table = table.name(), .source = table.source(), .date = table.date()};
}

std::optional<TrafficKind> kind_named(std::string_view name) {
  if (name == "zones") return TrafficKind::between_zones;
  if (name == "regions") return TrafficKind::between_regions;
  if (name == "internet") return TrafficKind::to_internet;
  return std::nullopt;
}

void report(Checker& checker, std::string_view field, const Table& table,
            const std::vector<PriceFault>& faults) {
  const std::string path =
      checker.path().empty() ? std::string(field) : checker.path() + "." + std::string(field);
  for (const PriceFault& fault : faults) {
    if (fault.row) {
      checker.problems().add(table.where(*fault.row), code::kTableContent, path, fault.found, fault.expected);
    } else {
      checker.problem(field, code::kTableContent, fault.found, fault.expected);
    }
  }
}

}  // namespace

void CostsFields::describe(Schema& schema) {
  schema.field("instances", instances,
               "The price list of instances: a table of the catalog, or your own CSV.");
  schema.field("traffic", traffic,
               "The price list of traffic between zones, between regions and to the internet.");
  schema.field("purchase", purchase, "How all instances are bought.");
  schema.field("traffic_not_priced", traffic_not_priced,
               "Regions from which traffic may go without a price; the bill then says that it is not in it.");
}

void CostsFields::check(Checker& checker) const {
  std::vector<PriceFault> faults;
  if (instances && !read_instance_list(*instances, faults)) report(checker, "instances", *instances, faults);
  faults.clear();
  if (traffic && !read_traffic_list(*traffic, faults)) report(checker, "traffic", *traffic, faults);
}

std::optional<InstanceList> read_instance_list(const Table& table, std::vector<PriceFault>& faults) {
  PriceTable reader(table, faults);
  if (!reader.has_columns({"instance", "region", "vcpu", "memory_gib", "on_demand_usd_h"}))
    return std::nullopt;
  InstanceList list(origin_of(table));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    list.add({.instance = std::string(reader.text(row, "instance")),
              .region = std::string(reader.text(row, "region")),
              .vcpu = static_cast<std::int64_t>(reader.number(row, "vcpu")),
              .memory_gib = reader.number(row, "memory_gib"),
              .shared_core = reader.flag(row, "shared_core"),
              .on_demand_hour = reader.price(row, "on_demand_usd_h"),
              .spot_hour = reader.price(row, "spot_usd_h"),
              .commit_1y_month = reader.price(row, "commit_1y_usd_month"),
              .commit_3y_month = reader.price(row, "commit_3y_usd_month"),
              .assumed = reader.flag(row, "assumed")});
  }
  if (!reader.fine()) return std::nullopt;
  return list;
}

std::optional<TrafficList> read_traffic_list(const Table& table, std::vector<PriceFault>& faults) {
  PriceTable reader(table, faults);
  if (!reader.has_columns({"kind", "from", "to", "above_gib_month", "usd_per_gib"})) return std::nullopt;
  TrafficList list(origin_of(table));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string_view kind_name = reader.text(row, "kind");
    const auto kind = kind_named(kind_name);
    if (!kind) reader.fault(row, "kind", kind_name, "zones, regions or internet");
    const auto price = reader.price(row, "usd_per_gib");
    if (!price)
      reader.fault(row, "usd_per_gib", reader.text(row, "usd_per_gib"), "a price in USD, such as 0.08");
    const auto above = static_cast<std::int64_t>(reader.number(row, "above_gib_month"));
    if (!kind || !price) continue;
    list.add(*kind, std::string(reader.text(row, "from")), std::string(reader.text(row, "to")),
             {.above_gib = above,
              .per_gib = *price,
              .as_of = std::string(reader.text(row, "as_of")),
              .assumed = reader.flag(row, "assumed")});
  }
  if (!reader.fine()) return std::nullopt;
  return list;
}

PriceBook price_book(const CostsFields& fields) {
  PriceBook book;
  std::vector<PriceFault> faults;
  if (fields.instances) book.instances = read_instance_list(*fields.instances, faults);
  if (fields.traffic) book.traffic = read_traffic_list(*fields.traffic, faults);
  CHECK(faults.empty(), "a price list that the reader had let pass");
  book.purchase = fields.purchase;
  return book;
}

}  // namespace windtunnel

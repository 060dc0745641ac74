// Tables: what CSV is, where cells stand, and that what is missing is never something else.
#include "sim/config/table.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "sim/config/embedded_catalog.hpp"
#include "sim/config/problem.hpp"

namespace windtunnel {
namespace {

std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::shared_ptr<const Table> table_of(const std::string& bytes, Problems& problems) {
  return read_table(bytes, "t.csv", Position{}, "costs.instances", problems);
}

constexpr const char* kText =
    "# title: Prices\n# source: https://example.org/a:b\n# date: 2026-07-30\n# licence: MIT\n"
    "instance,region, usd_h \r\n\"e2, standard\",us-east4,0.0416\n\n\"a \"\"quoted\"\" one\nover two "
    "lines\",,-1e-3\n";

TEST(Tables, ReadQuotesBlanksAndLineBreaks) {
  Problems problems;
  const auto table = table_of(kText, problems);
  ASSERT_TRUE(table) << problems.text("t");
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"instance", "region", "usd_h"}));
  ASSERT_EQ(table->rows(), 2u);
  EXPECT_EQ(table->cell(0, 0), "e2, standard");
  EXPECT_EQ(table->cell(1, 0), "a \"quoted\" one\nover two lines");
  EXPECT_EQ(table->cell(1, 1), "");
  EXPECT_EQ(table->number(0, 2), 0.0416);
  EXPECT_EQ(table->number(1, 2), -1e-3);
  EXPECT_EQ(table->number(1, 1), std::nullopt);
  EXPECT_EQ(table->where(0).text(), "t.csv:6:1");
  EXPECT_EQ(table->where(1).text(), "t.csv:8:1");
}

TEST(Tables, CarrySourceDateAndLicence) {
  Problems problems;
  const auto table = table_of(kText, problems);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->source(), "https://example.org/a:b");
  EXPECT_EQ(table->date(), "2026-07-30");
  EXPECT_EQ(table->licence(), "MIT");
  EXPECT_EQ(table->metadata().at("title"), "Prices");
}

TEST(Tables, AreTheSameUnpacked) {
  Problems problems;
  const auto plain = table_of(kText, problems);
  const auto packed = table_of(gzipped(kText), problems);
  ASSERT_TRUE(plain && packed) << problems.text("t");
  EXPECT_EQ(plain->hash(), packed->hash());
  EXPECT_EQ(packed->cell(0, 0), "e2, standard");
}

TEST(Tables, RefuseWhatIsCutShortOrRagged) {
  const std::string whole = gzipped(kText);
  for (std::size_t keep = 2; keep < whole.size(); keep += 7) {
    Problems problems;
    EXPECT_FALSE(table_of(whole.substr(0, keep), problems)) << keep;
    EXPECT_EQ(problems.size(), 1u);
  }
  for (const char* text :
       {"", "# only: this\n", "a,b\n", "a,b\n1\n", "a,b\n1,2,3\n", "a,b\n\"1,2\n", "\"a"}) {
    Problems problems;
    EXPECT_FALSE(table_of(text, problems)) << text;
    EXPECT_EQ(problems.size(), 1u) << text;
    ASSERT_FALSE(problems.empty()) << text;
    EXPECT_EQ(problems.sorted()[0].code, code::kTableContent);
  }
}

TEST(Tables, NameTheCellThatIsNoNumberAndTheNearestColumn) {
  Problems problems;
  const auto table = table_of("a,rtt_ms\nx,1\ny,two\n", problems);
  ASSERT_TRUE(table);
  EXPECT_FALSE(table->numbers("rtt_ms", Position{}, "network.rtt", problems));
  EXPECT_FALSE(table->numbers("rtt", Position{}, "network.rtt", problems));
  const auto list = problems.sorted();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].nearest, "rtt_ms");
  EXPECT_EQ(list[1].where.text(), "t.csv:3:1");
  EXPECT_EQ(list[1].found, "\"two\" in column rtt_ms");
}

TEST(TableSource, NamesTheNearestAndGivesNoNeighbour) {
  TableSource source;
  source.add({"gcp/rtt/2020-06-02", "from,to\na,b\n"});
  source.add({"aws/rtt/2020-06-05", "from,to\na,b\n"});
  Problems problems;
  EXPECT_TRUE(source.load("gcp/rtt/2020-06-02", Position{}, "p", problems));
  EXPECT_TRUE(problems.empty());
  for (const char* name :
       {"gcp/rtt/2020-06-03", "gcp/rtt", "", "../x", "/etc/passwd", "gcp/rtt/2020-06-02.csv"}) {
    EXPECT_FALSE(source.load(name, Position{}, "p", problems)) << name;
  }
  EXPECT_EQ(problems.size(), 6u);
  EXPECT_EQ(problems.sorted()[0].nearest, "gcp/rtt/2020-06-02");
}

TEST(TableSource, ReadsEveryTableInsideTheProgram) {
  TableSource source;
  for (const EmbeddedCsv& table : embedded_catalog()) source.add({std::string(table.name), table.bytes});
  for (const std::string& name : source.names()) {
    Problems problems;
    const auto table = source.load(name, Position{}, "p", problems);
    ASSERT_TRUE(table) << problems.text(name);
    EXPECT_FALSE(table->date().empty()) << name;
  }
}

TEST(TableSource, PrefersAFolderAndTheRest) {
  TableSource source;
  for (const EmbeddedCsv& table : embedded_catalog()) source.add({std::string(table.name), table.bytes});
  source.add({"only/inside", "a,b\n1,2\n"});
  source.override_with(WINDTUNNEL_ROOT "/scenarios/catalog");
  Problems problems;
  EXPECT_TRUE(source.load("gcp/rtt/2020-06-02", Position{}, "p", problems));
  EXPECT_TRUE(source.load("only/inside", Position{}, "p", problems));
  EXPECT_TRUE(problems.empty());
}

// FNV-1a of nothing is its offset; the two texts differ in one bit, and the hashes in about half of theirs.
TEST(Hashes, DifferInAboutHalfOfTheirBitsForOneBitOfInput) {
  EXPECT_EQ(hash128("a"), hash128("a"));
  EXPECT_EQ(hash128("a").text().size(), 32u);
  int differing = 0;
  const std::string text(100, 'x');
  constexpr int kTrials = 100;
  for (int i = 0; i < kTrials; ++i) {
    std::string other = text;
    other[static_cast<std::size_t>(i)] = static_cast<char>(other[static_cast<std::size_t>(i)] ^ 1);
    const Hash128 a = hash128(text), b = hash128(other);
    differing += __builtin_popcountll(a.high ^ b.high) + __builtin_popcountll(a.low ^ b.low);
  }
  // 12,800 fair coins: mean 6,400, standard deviation 57; six of them is one in 5e8.
  EXPECT_NEAR(differing, 6400, 342);
}

}  // namespace
}  // namespace windtunnel

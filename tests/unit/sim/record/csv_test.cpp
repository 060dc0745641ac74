// CSV as RFC 4180 has it.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "sim/base/check.hpp"
#include "sim/record/csv.hpp"

namespace windtunnel {
namespace {

TEST(Csv, IsAHeaderAndItsRows) {
  Csv csv({"metric", "value"});
  csv.row({"latency", "0.5"});
  csv.row({"", ""});
  EXPECT_EQ(csv.text(), "metric,value\nlatency,0.5\n,\n");
}

TEST(Csv, QuotesOnlyWhatHasTo) {
  Csv csv({"a", "b, c"});
  csv.row({"say \"hi\"", "two\nlines"});
  csv.row({"plain", "a;b 'c'"});
  csv.row({"cr\r", " spaces "});
  EXPECT_EQ(csv.text(), "a,\"b, c\"\n\"say \"\"hi\"\"\",\"two\nlines\"\nplain,a;b 'c'\n\"cr\r\", spaces \n");
}

TEST(Csv, RefusesARowOfAnotherWidth) {
  Csv csv({"a", "b"});
  EXPECT_THROW(csv.row({"1"}), BrokenPromise);
  EXPECT_THROW(csv.row({"1", "2", "3"}), BrokenPromise);
  EXPECT_EQ(csv.text(), "a,b\n");
}

TEST(CsvNumber, ReadsBackToTheSameBits) {
  for (const double value : {0.1, 1.0 / 3, 1e300, 5e-324, -2.5, 0.0, 123456789.0})
    EXPECT_EQ(std::strtod(csv_number(value).c_str(), nullptr), value);
  EXPECT_EQ(csv_number(0.1), "0.1");
}

TEST(CsvNumber, IsEmptyForWhatIsNoNumber) {
  EXPECT_EQ(csv_number(std::nan("")), "");
  EXPECT_EQ(csv_number(std::numeric_limits<double>::infinity()), "");
}

}  // namespace
}  // namespace windtunnel

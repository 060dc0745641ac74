// Documents: merging as RFC 7396 says, setting by path, and positions through both.
#include "sim/config/document.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// A folder of files that is gone afterwards.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("windtunnel_document_test_" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_ / "in");
  }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string name(const std::string& file) const { return (path_ / file).string(); }

 private:
  fs::path path_;
};

Document of(std::string_view text) {
  Problems problems;
  Document document = Document::from_text(text, "x.json", problems);
  EXPECT_TRUE(problems.empty()) << problems.text("x.json");
  return document;
}

TEST(Documents, DropTheKeysThatBelongToTheFile) {
  EXPECT_EQ(of(R"({"windtunnel": 1, "$schema": "s.json", "title": "t"})").root().to_json(),
            R"({"title": "t"})");
}

TEST(Documents, MergeAsRfc7396Says) {
  Folder folder;
  folder.write("base.json", R"({"a": "b", "c": {"d": "e", "f": "g"}, "l": [1, 2]})");
  folder.write("in/x.json", R"({"extends": "../base.json", "a": "z", "c": {"f": null, "h": 1}, "l": [3]})");
  Problems problems;
  const Document document = Document::load(folder.name("in/x.json"), problems);
  EXPECT_TRUE(problems.empty()) << problems.text("x");
  EXPECT_EQ(document.root().to_json(), R"({"a": "z", "c": {"d": "e", "h": 1}, "l": [3]})");
}

TEST(Documents, MergeSeveralFilesInOrderAndInsideObjectsToo) {
  Folder folder;
  folder.write("in/one.json", R"({"n": 1, "m": 1})");
  folder.write("in/two.json", R"({"n": 2})");
  folder.write("in/x.json",
               R"({"extends": ["one.json", "two.json"], "part": {"extends": "one.json", "k": 0}})");
  Problems problems;
  const Document document = Document::load(folder.name("in/x.json"), problems);
  EXPECT_EQ(document.root().to_json(), R"({"n": 2, "m": 1, "part": {"n": 1, "m": 1, "k": 0}})");
}

TEST(Documents, KeepThePlaceOfEachValueThroughExtends) {
  Folder folder;
  folder.write("in/base.json", "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": 2}}\n");
  folder.write("in/x.json", "{\"extends\": \"base.json\",\n \"a\": {\"c\": 3}}\n");
  Problems problems;
  const Document document = Document::load(folder.name("in/x.json"), problems);
  EXPECT_EQ(document.where("a.b").text(), folder.name("in/base.json") + ":3:10");
  EXPECT_EQ(document.where("a.c").text(), folder.name("in/x.json") + ":2:13");
  // What is not there has the place of the longest part that is.
  EXPECT_EQ(document.where("a.zz.y").text(), folder.name("in/base.json") + ":2:8");
}

TEST(Documents, FollowNoLinkOutOfTheRootFolder) {
  Folder folder;
  folder.write("secret.json", R"({"a": 1})");
  fs::create_directories(folder.name("in/root/sub"));
  folder.write("in/root/sub/x.json", R"({"extends": "link.json"})");
  fs::create_symlink(folder.name("secret.json"), folder.name("in/root/sub/link.json"));
  Problems problems;
  Document::load(folder.name("in/root/sub/x.json"), problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.sorted()[0].code, code::kOutsideRoot);
}

TEST(Documents, FromMemoryHaveARootFolderToo) {
  for (const char* name : {"", "x.json"}) {
    Problems problems;
    Document::from_text(R"({"extends": "/etc/hostname"})", name, problems);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems.sorted()[0].code, code::kOutsideRoot) << name;
  }
}

TEST(Documents, StopAtManyFiles) {
  Folder folder;
  std::string list;
  for (int i = 0; i < 100; ++i) list += (i > 0 ? ", " : "") + std::string("\"part.json\"");
  folder.write("in/part.json", "{}");
  folder.write("in/x.json", "{\"extends\": [" + list + "]}");
  Problems problems;
  Document::load(folder.name("in/x.json"), problems);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.sorted()[0].code, code::kLimit);
}

TEST(Documents, AreNotTakenFromFoldersOrDevices) {
  for (const char* name : {"/", "/dev/zero", "/no/such/file.json"}) {
    Problems problems;
    Document::load(name, problems);
    ASSERT_EQ(problems.size(), 1u) << name;
    EXPECT_EQ(problems.sorted()[0].code, code::kFile);
  }
}

TEST(Settings, TakeJsonElseAText) {
  Document document = of("{}");
  Problems problems;
  for (const char* setting : {"a=5", "b=5 ms", "c=true", "d={\"x\": [1]}", "e=\"5\"", "f=", "g=nul", "h=a=b"})
    EXPECT_TRUE(document.set_from_argument(setting, problems)) << setting;
  EXPECT_EQ(
      document.root().to_json(),
      R"({"a": 5, "b": "5 ms", "c": true, "d": {"x": [1]}, "e": "5", "f": "", "g": "nul", "h": "a=b"})");
  EXPECT_EQ(document.where("d.x.0").text(), "--set");
}

TEST(Settings, MergeObjectsAndRemoveByNull) {
  Document document = of(R"({"cut": {"kind": "partition", "at": "30 s", "enabled": false}})");
  Problems problems;
  EXPECT_TRUE(document.set("cut", R"({"enabled": true, "shape": "bridge", "at": null})", problems));
  EXPECT_EQ(document.root().to_json(),
            R"({"cut": {"kind": "partition", "enabled": true, "shape": "bridge"}})");
  EXPECT_TRUE(document.set("cut.shape", "null", problems));
  EXPECT_TRUE(document.set("cut", "null", problems));
  EXPECT_EQ(document.root().to_json(), "{}");
  EXPECT_FALSE(document.set("cut", "null", problems));
  EXPECT_EQ(problems.sorted()[0].code, code::kRemovesNothing);
}

TEST(Settings, ReachEveryMatchOfAWildcard) {
  Document document = of(R"({"tiers": {"note": "x", "a": {"n": 1}, "b": {}}, "list": [{"n": 1}, {"n": 2}]})");
  Problems problems;
  EXPECT_TRUE(document.set("tiers.*.n", "7", problems));
  EXPECT_TRUE(document.set("list.*.n", "8", problems));
  EXPECT_TRUE(document.set("list.1.n", "9", problems));
  EXPECT_EQ(document.root().to_json(),
            R"({"tiers": {"note": "x", "a": {"n": 7}, "b": {"n": 7}}, "list": [{"n": 8}, {"n": 9}]})");
}

TEST(Settings, SayWhatIsWrongWithAPath) {
  Document document = of(R"({"tiers": {}, "list": [1], "title": "x"})");
  Problems problems;
  for (const char* path : {"", ".", "a..b", "\"open", "tiers.*.n", "list.5", "list.x", "title.x"})
    EXPECT_FALSE(document.set(path, "1", problems)) << path;
  EXPECT_EQ(problems.size(), 8u);
  for (const Problem& problem : problems.sorted()) EXPECT_EQ(problem.code, code::kPath) << problem.found;
}

TEST(Paths, ReadBackWhatTheyPrint) {
  for (const char* text : {"a", "tiers.*.n", "a.\"b.c\".d", "\"a\\\"b\"", "x.0", "places.us-east4/a"}) {
    const auto path = Path::parse(text);
    ASSERT_TRUE(path) << text;
    EXPECT_EQ(path->text(), text);
  }
  std::string deep = "a";
  for (int i = 0; i < 1'000'000; ++i) deep += ".a";
  EXPECT_FALSE(Path::parse(deep));
}

TEST(Paths, ResolveToEverythingTheyMatchInFileOrder) {
  const Document document = of(R"({"tiers": {"b": {"n": 1}, "a": {"n": 2}, "c": {}}, "l": [[1, 2], [3]]})");
  std::string found;
  for (const Match& match : document.resolve("tiers.*.n"))
    found += match.path + "=" + match.node->to_json() + " ";
  for (const Match& match : document.resolve("l.*.*"))
    found += match.path + "=" + match.node->to_json() + " ";
  EXPECT_EQ(found, "tiers.b.n=1 tiers.a.n=2 l.0.0=1 l.0.1=2 l.1.0=3 ");
}

TEST(Documents, GiveAPartAsADocumentWithItsPlaces) {
  const Document document = of("{\"base\":\n {\"a\": 1}}");
  const Document part = document.part("base");
  EXPECT_EQ(part.root().to_json(), R"({"a": 1})");
  EXPECT_EQ(part.where("a").text(), "x.json:2:8");
  EXPECT_EQ(document.part("nowhere").root().to_json(), "{}");
}

}  // namespace
}  // namespace windtunnel

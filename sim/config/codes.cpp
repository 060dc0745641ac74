// The pages behind the codes. Each says what happened, shows it small, and says what to write instead.
#include "sim/config/codes.hpp"

namespace windtunnel {
namespace {

constexpr CodePage kPages[] = {
    {code::kSyntax, "The file is not JSON",
     R"(The file breaks the grammar of JSON (RFC 8259) at the place named. The usual ones: a comma behind the last
entry, a comma missing between two, single quotes, a comment, a text whose closing quote is missing.

    {"choices": 2,}          write    {"choices": 2}
    {'kind': "open"}         write    {"kind": "open"}
    // a comment             write    "note": "a comment", beside any value

Nothing else of the file is judged until it reads as JSON.)"},
    {code::kWrongType, "A value of another type",
     R"(The field takes one type of value and another one stands there: a text where a number belongs, an object where
a list belongs.

    "choices": "2"           write    "choices": 2
    "path": "web"            write    "path": ["web"])"},
    {code::kBareNumber, "A number without its unit",
     R"(Whatever has a dimension is a text with its unit. A bare number there is not guessed at, because 5 may be
seconds to one reader and milliseconds to the next.

    "latency": 5             write    "latency": "5 ms"
    "rate": 200              write    "rate": "200 /s"

Counts, ratios and probabilities have no dimension and are bare numbers.)"},
    {code::kQuantity, "A quantity that is not understood",
     R"(The text is no number with one of the units that this field takes. Units are written exactly as listed: "ms",
not "msec"; "KiB" (1024) and "KB" (1000) are different sizes.

    "wait": "5 msec"         write    "wait": "5 ms"
    "value": "1 kib"         write    "value": "1 KiB"
    "peak": "fast"           write    "peak": "200 /s")"},
    {code::kRange, "A value out of its range",
     R"(The value has the right type and lies outside what the field allows. Ranges are those beyond which a model has
no meaning, or, for durations, beyond which time would overflow: no duration is longer than 100 years.

    "choices": 0             write    "choices": 1)"},
    {code::kDoubledKey, "A key that stands twice",
     R"(An object has the same key twice. JSON leaves open which one counts, so most programs silently drop one; here
it is a problem. The place is that of the later one, and the first is named.

    {"web": {...}, "web": {...}}      give one of them another name)"},
    {code::kUnknownKey, "A key that nobody reads",
     R"(No description names this key at this place, so it would have no effect: most often a misspelling, or a field
of another kind of model. The list shows what may stand here, the nearest name what was probably meant. Free text goes
into "note", which may stand in every object.

    "chioces": 2             write    "choices": 2

At the place "--set" the key came from a setting: a setting may add a named entry or an optional field, and not a field
that no model has.)"},
    {code::kMissing, "A field that has to be there",
     R"(The field has no default, because no value would be right for everybody. The place is that of the object in
which it is missing.

    {"rate": "72 /s"}        write    {"kind": "open", "rate": "72 /s"})"},
    {code::kEmpty, "Empty, where something is needed",
     R"(A list, an object or a text has nothing in it, and this field needs at least one entry.

    "path": []               write    "path": ["web"])"},
    {code::kName, "A name that can not be one",
     R"(What people name (tiers, faults, phases, classes) is written with small letters, digits, _ and -, begins with a
letter and has at most 63 characters, so that a path can name it without quotes. Only places carry slashes:
region/zone/rack.

    "Web Tier": {...}        write    "web_tier": {...})"},
    {code::kReference, "A name that refers to nothing",
     R"(The text has to name an entry of another part of the file, and there is none of that name.

    "path": ["wbe"]          write    "path": ["web"], with a tier "web" under tiers)"},
    {code::kChoice, "Not one of the choices",
     R"(The field takes one of a few names. For "kind" these are the models of that list; `windtunnel models` prints
them, and `windtunnel models KIND NAME` the page of one.

    "kind": "flow-level"     write    "kind": "flow")"},
    {code::kConflict, "Two fields that exclude each other",
     R"(Both say the same thing in two ways, and could contradict each other. Keep one.

    {"mean": "5 ms", "p50": "4 ms", "p99": "9 ms"}      write    {"mean": "5 ms"})"},
    {code::kOneOfMissing, "None of several, one of which is needed",
     R"(The object can be given in several ways, and has to be given in one of them.

    {"kind": "lognormal"}    write    {"kind": "lognormal", "p50": "6 ms", "p99": "40 ms"})"},
    {code::kFile, "A file that can not be read",
     R"(The name leads to no file, or to one that can not be read. Names are relative to the file that says them.

    "extends": "part/x.json"     write    "extends": "../parts/x.json")"},
    {code::kCycle, "Files that extend each other in a circle",
     R"(A file extends a file that, in the end, extends the first one again, so no order of merging exists. Take what
both need into a third file.)"},
    {code::kOutsideRoot, "A file outside the root folder",
     R"(A scenario reads files below its root folder only (the folder above its own), so that a scenario from somewhere
else can not read what it has no business with. Move the file below that folder.)"},
    {code::kRemovesNothing, "A null that removes nothing",
     R"(In a file that extends another, and in a setting, null removes what the other one says (JSON Merge Patch,
RFC 7396). Here the other one says nothing of that name: most often a misspelling. For the default, leave the key
out.)"},
    {code::kLimit, "More than the reader takes",
     R"(A scenario is written by people: the reader takes at most 16 MiB a file, 64 levels of nesting, 250,000 values and
64 files. Large data belongs into a CSV file that the scenario names.)"},
    {code::kPath, "A path that leads nowhere",
     R"(Paths are names joined by dots, as in tiers.web.replicas; * stands for every name at its level; a number picks
from a list, from 0; a name that holds a dot stands in double quotes. A path with * has to match something, and can not
go on below a text or a number.

    --set tiers/web=3        write    --set tiers.web.each_region.replicas=3)"},
    {code::kTable, "A data table that is not there",
     R"(The name is that of no table of the catalog, or of no file. A table that is missing is never replaced by a
neighbour's: a round trip measured elsewhere is another round trip. `windtunnel catalog` lists what there is; a file of
your own is named relative to the scenario.

    "rtt": "catalog:gcp/rtt/2021"     write    "rtt": "catalog:gcp/rtt/2020-06-02")"},
    {code::kTableContent, "A data table that does not read",
     R"(A table is CSV with one header line, comma-separated, each row with as many cells as the header; the units stand
in the names of the columns (rtt_ms); lines "# source: ...", "# date: ...", "# licence: ..." may stand before it; it may
be packed with gzip.)"},
    {code::kVersion, "Another version of the format",
     R"("windtunnel" says which version of the format the file is written in. This program reads version 1.)"},
    {code::kDate, "A date that is not understood",
     R"(A start is a date, "T", a time of day, and the offset of the local clock from UTC (or Z).

    "starts": "2026-03-02"   write    "starts": "2026-03-02T00:00-06:00")"},
    {code::kEngine, "Not on this engine",
     R"(The scenario asks its engine for something that only another one can do: a model that does not run on it, or a
field that it has no room for. `windtunnel models` prints with each model the engines that it runs on; docs/engines.md
says when to take which engine and what each leaves out.

    "engine": {"kind": "simgrid"}, "network": {"kind": "message", ...}     take engine native, or network flow)"},
    {code::kOrder, "An end before its start",
     R"(Two times, or two bounds, are in the wrong order: a phase ends before it begins, a minimum is above its maximum,
something lies outside the run.)"},
    {code::kShares, "Shares that do not add up",
     R"(The shares are parts of one whole and have to add up to 1 (within one part in a million). They are not scaled
for you: a share that was forgotten would go unseen.

    {"browse": 0.94, "buy": 0.05}     write    {"browse": 0.94, "buy": 0.06})"},
    {code::kNoFigure, "A figure that the data does not have",
     R"(The table is there and has no row for what the scenario asks: a region, a pair of regions, an instance type. No
neighbour's figure is taken in its place. Name one that the table has, use another table, or give your own figure.)"},
    {code::kNotChangeable, "A field that the timeline may not change",
     R"(The timeline changes some fields while the run runs: the counts of replicas that the tiers are given by, the rate
of an open workload whose rate is constant, and weights that are written. The list names those of this scenario. All
else is as it is from start to end; a fault is what breaks things.

    "set": {"tiers.web.cores": 8}      write    "set": {"tiers.web.replicas": 8}
    "set": {"tiers.web.replicas": 8}   write    "set": {"tiers.web.each_region.replicas": 8}, where the tier is given so)"},
    {code::kContradiction, "Values that can not hold together",
     R"(Each value is fine alone, and together they describe something that can not be. The text says which values and
why.)"},
    {code::kPlugin, "A plug-in that can not be taken",
     R"(The file is there and brings no models that this program can take: it does not run (the text ends with Python's
own traceback), was built for another version (build it again), brings nothing, or brings a model by a name that is
taken. docs/plugins.md says how a plug-in looks; `windtunnel new policy --python` writes one that works.

    "plugins": ["sticky.json"]      write    "plugins": ["sticky.py"])"},
};

}  // namespace

std::span<const CodePage> code_pages() { return kPages; }

const CodePage* find_code(std::string_view wanted) {
  for (const CodePage& page : kPages)
    if (page.code == wanted) return &page;
  return nullptr;
}

}  // namespace windtunnel

// A shared object that is no plug-in.
extern "C" int some_other_library() { return 1; }

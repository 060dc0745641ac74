// What `windtunnel new policy` and `windtunnel new protocol` write: a plug-in that works, with its test.
//
// A template is what somebody begins with, so it does one whole thing as the guide says it is done; the
// commands that its README names are run in our own tests.
#pragma once

#include <string_view>
#include <vector>

namespace windtunnel {

// "@NAME@" stands for the model's name, "@CLASS@" for that of its class, in names of files too.
struct TemplateFile {
  std::string_view name;
  std::string_view text;
};

std::vector<TemplateFile> policy_in_python();
std::vector<TemplateFile> policy_in_cpp();
std::vector<TemplateFile> protocol_in_python();
std::vector<TemplateFile> protocol_in_cpp();

}  // namespace windtunnel

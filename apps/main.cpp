// The command `windtunnel` as a program. It has no Python in it: for a plug-in in Python it starts over, as
// `python -m windtunnel` with the same words.
#include "apps/commands.hpp"
#include "apps/python_door.hpp"

int main(int argc, char** argv) {
  return windtunnel::command_line(argc, argv, windtunnel::start_over_in_python(argc, argv));
}

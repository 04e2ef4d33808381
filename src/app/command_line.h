// The command line: one function per word. Exit codes: 0 ok, 1 failed, 2 usage. Answers go to standard
// output, progress and complaints to standard error.
#pragma once

namespace app {

int run(int argc, char** argv);

}  // namespace app

// CHECK for the tests: prints what failed, and where, and ends the process.
#ifndef CHECK_HPP
#define CHECK_HPP

#include <cstdio>
#include <cstdlib>

#define CHECK(what)                                                                  \
    ((what) ? void()                                                                 \
            : (std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what), \
               std::exit(1)))

#endif

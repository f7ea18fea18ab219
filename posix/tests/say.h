/* Make a call, and print its result and error. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SAY(call)                                                             \
    do {                                                                      \
        errno = 0;                                                            \
        long value_ = (long)(call);                                           \
        printf("%s: %ld %s\n", #call, value_, value_ < 0 ? strerror(errno) : ""); \
    } while (0)

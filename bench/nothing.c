/* For startup.c: a program that does nothing, and with -DLINKED needs oxsock for it. */
#ifdef LINKED
#include <oxsock.h>
int main(void)
{
    return ox_version() == 0;
}
#else
int main(void)
{
    return 0;
}
#endif

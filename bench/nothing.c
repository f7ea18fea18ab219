/*
 * For startup.c: a program that does nothing but is linked to oxsock; with -DEMPTY, to an empty
 * shared object, which -DSHARED_OBJECT makes from this file.
 */
#ifdef SHARED_OBJECT
int empty(void)
{
    return 1;
}
#elif defined EMPTY
int empty(void);
int main(void)
{
    return empty() == 0;
}
#else
#include <oxsock.h>
int main(void)
{
    return ox_version() == 0;
}
#endif

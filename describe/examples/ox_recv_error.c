#include <oxsock.h>
#include <stdio.h>

int main(void)
{
    struct ox_error_report report;
    char endpoint[OX_TEXT_MAX];
    int s, closed = ox_listen_on("udp://127.0.0.1:0", 0);

    ox_local(closed, endpoint, sizeof endpoint);
    s = ox_dial(endpoint, OX_FOREVER);
    ox_close(closed); /* nobody receives there any more */
    ox_error_reports(s, 1);
    ox_send(s, "anybody?", 8, 0);
    struct pollfd entry = {s, 0, 0}; /* POLLERR is always reported */
    ox_poll(&entry, 1, 1000);
    if (ox_recv_error(s, NULL, 0, &report) >= 0)
        printf("%s\n", ox_errname(report.code)); /* ECONNREFUSED */
    return ox_close(s) < 0;
}

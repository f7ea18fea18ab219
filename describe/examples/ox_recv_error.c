#include <errno.h>
#include <oxsock.h>
#include <poll.h>
#include <stdio.h>

int main(void)
{
    struct ox_error_report report;
    struct pollfd entry;
    char text[OX_TEXT_MAX], back[8];
    int gone = ox_listen_on("udp://127.0.0.1:0", 0), s;

    ox_local(gone, text, sizeof text);
    s = ox_dial(text, OX_FOREVER);
    ox_error_reports(s, 1);
    ox_close(gone);
    ox_send(s, "question", 8, 0);

    entry.fd = s;
    entry.events = 0;
    ox_poll(&entry, 1, 1000); /* POLLERR */
    if (ox_recv_error(s, back, sizeof back, &report) < 0)
        return 1;
    ox_address_text(&report.destination, text, sizeof text);
    printf("%s: %s\n", text, ox_strerror(report.code));
    ox_close(s);
    return report.code != ECONNREFUSED;
}

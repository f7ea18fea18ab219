package oxsock;

import com.sun.jna.Library;
import com.sun.jna.Pointer;

/** The functions of oxsock.h as they are. Generated. */
interface C extends Library {
    int ox_socket(int domain, int socktype, int protocol);

    int ox_socketpair(int domain, int socktype, int protocol, int[] sv);

    int ox_bind(int s, byte[] addr, int len);

    int ox_listen(int s, int backlog);

    int ox_accept(int s, byte[] addr, int[] len);

    int ox_connect(int s, byte[] addr, int len);

    int ox_shutdown(int s, int how);

    int ox_close(int s);

    int ox_read(int s, Pointer buf, long len);

    int ox_write(int s, Pointer buf, long len);

    int ox_readv(int s, Pointer iov, int iovcnt);

    int ox_writev(int s, Pointer iov, int iovcnt);

    int ox_send(int s, Pointer buf, long len, int flags);

    int ox_recv(int s, Pointer buf, long len, int flags);

    int ox_sendto(int s, Pointer buf, long len, int flags, byte[] to, int tolen);

    int ox_recvfrom(int s, Pointer buf, long len, int flags, byte[] src, int[] srclen);

    int ox_sendmsg(int s, Pointer msg, int flags);

    int ox_recvmsg(int s, Pointer msg, int flags);

    int ox_sendmmsg(int s, Pointer msgs, int count, int flags);

    int ox_recvmmsg(int s, Pointer msgs, int count, int flags, long[] timeout);

    int ox_interruptible(int on);

    int ox_fcntl(int s, int cmd, int arg);

    int ox_getsockopt(int s, int level, int name, byte[] value, int[] len);

    int ox_setsockopt(int s, int level, int name, byte[] value, int len);

    int ox_getsockname(int s, byte[] addr, int[] len);

    int ox_getpeername(int s, byte[] addr, int[] len);

    int ox_sockatmark(int s);

    int ox_available(int s);

    int ox_poll(byte[] fds, long count, int timeout);

    long ox_now();

    int ox_deadline(int s, int which, long deadline);

    int ox_fd(int s);

    int ox_adopt(int fd);

    int ox_release(int s);

    String ox_strerror(int code);

    String ox_errname(int code);

    int ox_error_at(int i);

    String ox_version();

    String ox_api_json();

    int ox_address_parse(byte[] address, byte[] text);

    int ox_address_text(byte[] address, byte[] text, long size);

    int ox_address_family(byte[] address);

    int ox_address_type(byte[] address);

    int ox_address_port(byte[] address);

    int ox_address_equal(byte[] a, byte[] b);

    int ox_address_from_sockaddr(byte[] address, int socktype, byte[] addr, int len);

    int ox_address_to_sockaddr(byte[] address, byte[] addr, int[] len);

    int ox_endpoint_path(byte[] path, int socktype, byte[] text, long size);

    int ox_local(int s, byte[] text, long size);

    int ox_peer(int s, byte[] text, long size);

    int ox_bind_address(int s, byte[] address);

    int ox_connect_address(int s, byte[] address);

    int ox_sendto_address(int s, Pointer buf, long len, int flags, byte[] to);

    int ox_recvfrom_address(int s, Pointer buf, long len, int flags, byte[] src);

    String ox_explanation();

    int ox_dial(byte[] endpoint, long deadline);

    int ox_dial_start(byte[] endpoint);

    int ox_listen_on(byte[] endpoint, int backlog);

    int ox_resolve(byte[] endpoint, byte[] addresses, long room, long deadline);

    int ox_inherit(byte[] name, int i);

    int ox_send_all(int s, Pointer buf, long len, long deadline, long[] done);

    int ox_recv_all(int s, Pointer buf, long len, long deadline, long[] done);

    int ox_recv_until(int s, Pointer buf, long len, int delimiter, long deadline, long[] done);

    int ox_send_file(int s, int fd, long[] offset, long len, long deadline, long[] done);

    int ox_option_set(int s, byte[] name, long value);

    int ox_option_get(int s, byte[] name, long[] value);

    String ox_option_at(int i);

    int ox_send_descriptors(int s, Pointer buf, long len, int[] fds, int count);

    int ox_recv_descriptors(int s, Pointer buf, long len, int[] fds, int[] count);

    int ox_send_handles(int s, Pointer buf, long len, int[] handles, int count);

    int ox_recv_handles(int s, Pointer buf, long len, int[] handles, int[] count);

    int ox_peer_credentials(int s, byte[] credentials);

    int ox_arrivals(int s, int on);

    int ox_recv_arrival(int s, Pointer buf, long len, int flags, byte[] arrival);

    int ox_send_reply(int s, Pointer buf, long len, int flags, byte[] arrival);

    int ox_error_reports(int s, int on);

    int ox_recv_error(int s, byte[] buf, long len, byte[] report);

    int ox_group_join(int s, byte[] group, byte[] iface, byte[] source);

    int ox_group_leave(int s, byte[] group, byte[] iface, byte[] source);

    int ox_echo_open(int family);

    int ox_echo_send(int s, byte[] to, short sequence, Pointer payload, long len);

    int ox_echo_recv(int s, byte[] sender, short[] sequence, Pointer payload, long len, int[] ttl);

    int ox_fault(byte[] rule);

    int ox_fault_remove(int rule);

    int ox_fault_count(int rule);

    int ox_fault_text(int rule, byte[] text, long size);

    int ox_fault_at(int i);
}

// How many seccomp(2) filters restrict this process. The object compares its count with
// oxsock-run's.

/// The count in /proc; 0 before Linux 5.11, and where it cannot be read.
pub fn count() -> u32 {
    const ROOM: usize = 4096;
    let mut text = [0u8; ROOM];
    // SAFETY: a C string; room for as many bytes as are asked for; a descriptor of our own.
    let length = unsafe {
        let file = libc::open(
            c"/proc/self/status".as_ptr(),
            libc::O_RDONLY | libc::O_CLOEXEC,
        );
        if file < 0 {
            return 0;
        }
        let length = libc::read(file, text.as_mut_ptr().cast(), ROOM);
        libc::close(file);
        length
    };
    let text = text.get(..length.max(0) as usize).unwrap_or_default();
    let mut lines = text.split(|&byte| byte == b'\n');
    let value = lines.find_map(|line| line.strip_prefix(b"Seccomp_filters:"));
    let digits = value
        .unwrap_or_default()
        .iter()
        .filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u32, digit| {
        number
            .wrapping_mul(10)
            .wrapping_add(u32::from(digit - b'0'))
    })
}

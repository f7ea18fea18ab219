//! The known name that is nearest to an unknown one.

/// A longer name is near to none.
const MOST: usize = 64;

/// The candidate with the smallest edit distance to the name; None if none is near.
pub fn nearest<'a>(name: &[u8], candidates: impl Iterator<Item = &'a [u8]>) -> Option<&'a [u8]> {
    candidates
        .filter_map(|candidate| Some((distance(name, candidate)?, candidate)))
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance * 2 < candidate.len())
        .map(|(_, candidate)| candidate)
}

/// The edit distance: how many bytes have to be changed, inserted or removed. None if a name is too
/// long.
fn distance(a: &[u8], b: &[u8]) -> Option<usize> {
    if a.len() > MOST || b.len() > MOST {
        return None;
    }
    let mut room: [usize; MOST + 1] = core::array::from_fn(|j| j);
    let row = &mut room[..=b.len()];
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    Some(row[b.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, changes) in [
            ("", "", 0),
            ("abc", "", 3),
            ("abc", "adc", 1),
            ("ab", "ba", 2),
        ] {
            assert_eq!(
                distance(a.as_bytes(), b.as_bytes()),
                Some(changes),
                "{a} {b}"
            );
        }
    }

    #[test]
    fn what_is_long_is_not_compared() {
        assert_eq!(distance(&[b'a'; MOST], &[b'b'; MOST]), Some(MOST));
        assert_eq!(distance(&[b'a'; MOST + 1], b"a"), None);
    }

    #[test]
    fn what_is_far_from_all_is_near_none() {
        let known = ["tcp.nodelay", "ip.ttl"].map(str::as_bytes);
        assert_eq!(nearest(b"tcp_nodelay", known.into_iter()), Some(known[0]));
        assert_eq!(nearest(b"zzzzzzzz", known.into_iter()), None);
    }
}

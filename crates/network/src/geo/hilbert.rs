//! The Hilbert curve: a number for a place, such that near numbers are near places.

/// The position of a place (ten-millionths of a degree) along a Hilbert curve over the earth of
/// 2^32 by 2^32 cells; the classic loop of rotating quadrants (Hilbert 1891, in Warren's form).
#[must_use]
pub fn hilbert([longitude, latitude]: [i32; 2]) -> u64 {
    // Signed to unsigned, keeping order.
    let (mut x, mut y) = ((longitude as u32) ^ (1 << 31), (latitude as u32) ^ (1 << 31));
    let mut along = 0u64;
    for level in (0..32).rev() {
        let (right, up) = ((x >> level) & 1, (y >> level) & 1);
        along = (along << 2) | u64::from((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_steps_from_cell_to_cell() {
        let corner = 1 << 30;
        let mut cells: Vec<_> = (0..16)
            .flat_map(|x| (0..16).map(move |y| (hilbert([corner + x, corner + y]), x, y)))
            .collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            let ((a, x, y), (b, u, v)) = (pair[0], pair[1]);
            assert_eq!((b - a, (x - u).abs() + (y - v).abs()), (1, 1));
        }
    }
}

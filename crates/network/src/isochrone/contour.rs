//! The zero line of a field, by marching squares (Lorensen and Cline 1987, in the plane).

use super::field::Field;

/// A closed line in fractions of squares, the area on its left; the first point is not repeated.
pub(super) type Ring = Vec<[f64; 2]>;

/// A grid edge: the lower left of its two points, and whether it runs east.
type Edge = (u32, u32, bool);

/// All closed lines around the area, in the order of their first squares.
pub(super) fn rings(field: &Field) -> Vec<Ring> {
    let mut steps = steps(field);
    // Each grid edge that the line crosses begins exactly one step, so steps chain into rings.
    steps.sort_unstable();
    let mut used = vec![false; steps.len()];
    let mut rings = Vec::new();
    for begin in 0..steps.len() {
        let (mut ring, mut at) = (Ring::new(), begin);
        while !used[at] {
            used[at] = true;
            let (from, to) = steps[at];
            ring.push(crossing(field, from));
            let Ok(next) = steps.binary_search_by_key(&to, |step| step.0) else { break };
            at = next;
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// For every square the steps of the line through it, from edge to edge.
fn steps(field: &Field) -> Vec<(Edge, Edge)> {
    let mut steps = Vec::new();
    for row in 0..field.rows.saturating_sub(1) {
        for column in 0..field.columns.saturating_sub(1) {
            square(field, column, row, &mut steps);
        }
    }
    steps
}

fn square(field: &Field, column: usize, row: usize, steps: &mut Vec<(Edge, Edge)>) {
    // Corners and edges counter-clockwise from the south-west; edge k joins corners k and k + 1.
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(x, y)| field.value(column + x, row + y));
    let inside = corners.map(|value| value > 0.0);
    if inside == [true; 4] || inside == [false; 4] {
        return;
    }
    let (x, y) = (column as u32, row as u32);
    let edges = [(x, y, true), (x + 1, y, false), (x, y + 1, true), (x, y, false)];
    // Where two opposite corners are inside, the middle says whether they are joined.
    let joined = corners.iter().sum::<f32>() > 0.0;
    for leaves in (0..4).filter(|&k| inside[k] && !inside[(k + 1) % 4]) {
        let turn =
            |steps: usize| if joined { (leaves + steps) % 4 } else { (leaves + 4 - steps) % 4 };
        let enters = (1..4).map(turn).find(|&k| !inside[k] && inside[(k + 1) % 4]);
        steps.extend(enters.map(|enters| (edges[leaves], edges[enters])));
    }
}

/// Where the line crosses a grid edge; kept off the grid points, so that no two rings touch.
fn crossing(field: &Field, (column, row, east): Edge) -> [f64; 2] {
    let (x, y) = (column as usize, row as usize);
    let near = f64::from(field.value(x, y));
    let far = f64::from(if east { field.value(x + 1, y) } else { field.value(x, y + 1) });
    let share = (near / (near - far)).clamp(0.001, 0.999);
    let (x, y) = (f64::from(column), f64::from(row));
    if east { [x + share, y] } else { [x, y + share] }
}

//! Reach, catchments, facility standards and the indices of equality.

//! What leaves the building: notices to residents and staff.

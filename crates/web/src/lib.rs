//! The frame of every page: components, forms, messages, assets, refusals as pages, the table of routes.

//! The table of routes of this part. Each is open to everybody as a page and shows only what is open
//! to whoever asks: the dataset decides, not the address.

use axum::http::Method;
use basis::Role;
use web::{Access, Route, Routes};

use crate::Atlas;
use crate::ogc;
use crate::pages::{compare, dataset, equity, home, map, reach, report, result, tiles};

/// Every route of this part.
#[must_use]
pub fn routes(atlas: &Atlas) -> Vec<Route> {
    use Access::Public;
    let get = Method::GET;
    let tile = "/planner/tiles/{dataset}/{zoom}/{column}/{row}";
    let (area, walk) = ("/planner/walk/{dataset}/area", "/planner/walk/{dataset}");
    Routes::new(atlas.clone())
        .page(get.clone(), "/planner", Public, ("规划", "Planning"), home::show)
        .in_menu_of(&[Role::Planner])
        .page(
            get.clone(),
            "/planner/datasets/{dataset}",
            Public,
            ("数据集", "Dataset"),
            dataset::show,
        )
        .page(get.clone(), "/planner/results/{result}", Public, ("结果", "Result"), result::show)
        .page(get.clone(), "/planner/reports/{report}", Public, ("报告", "Report"), report::show)
        .page(
            get.clone(),
            "/planner/reports/{report}/data",
            Public,
            ("报告的数据", "Data of a report"),
            report::data,
        )
        .page(get.clone(), "/planner/map/{dataset}", Public, ("地图", "Map"), map::show)
        .page(get.clone(), tile, Public, ("地图瓦片", "Map tile"), tiles::show)
        .page(get.clone(), walk, Public, ("步行范围", "Walking area"), reach::page)
        .page(get.clone(), area, Public, ("步行范围数据", "Walking area as data"), reach::area)
        .page(
            get.clone(),
            "/planner/equity/{dataset}",
            Public,
            ("均等程度", "Equity"),
            equity::show,
        )
        .page(get.clone(), "/planner/compare", Public, ("方案对比", "Comparison"), compare::show)
        .page(get.clone(), "/ogc", Public, ("数据接口", "Data interface"), ogc::landing::show)
        .page(get.clone(), "/ogc/", Public, ("数据接口", "Data interface"), ogc::landing::show)
        .page(get.clone(), "/ogc/api", Public, ("接口说明", "Description"), ogc::landing::api)
        .page(
            get.clone(),
            "/ogc/conformance",
            Public,
            ("符合性", "Conformance"),
            ogc::landing::conformance,
        )
        .page(
            get.clone(),
            "/ogc/collections",
            Public,
            ("图层", "Collections"),
            ogc::collections::all,
        )
        .page(
            get.clone(),
            "/ogc/collections/{id}",
            Public,
            ("图层", "Collection"),
            ogc::collections::one,
        )
        .page(
            get.clone(),
            "/ogc/collections/{id}/items",
            Public,
            ("要素", "Features"),
            ogc::items::all,
        )
        .page(
            get,
            "/ogc/collections/{id}/items/{feature}",
            Public,
            ("要素", "Feature"),
            ogc::items::one,
        )
        .list()
}

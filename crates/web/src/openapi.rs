//! The OpenAPI 3.1 description, made from the table of routes; what is not in the table does not exist.

use axum::http::Method;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::WebSettings;
use crate::access::Access;
use crate::api_doc::ApiDoc;
use crate::routes::Route;

const ERRORS: [(u16, &str); 15] = [
    (400, "读不懂，不是 JSON；text 里说明在哪里 / cannot be read, no JSON; text says where"),
    (401, "还没有登录 / nobody has signed in"),
    (403, "不是您的，或角色不够 / not yours, or the role is missing"),
    (404, "没有这个 / there is no such thing"),
    (408, "发得太慢，没有收全 / what was sent came too slowly"),
    (409, "别人先改了，或现在的状态不能这样办 / changed meanwhile, or not possible in this state"),
    (410, "期限已过 / the time has passed"),
    (413, "内容太大 / too large"),
    (415, "没有写明是 JSON / not said to be JSON"),
    (422, "内容不能用，text 里说明怎样改 / cannot be used; text says how to mend it"),
    (428, "没有写 If-Match / If-Match is missing"),
    (429, "太频繁，过 Retry-After 秒再来 / too often; come back after Retry-After seconds"),
    (500, "我们出了故障，凭编号查询 / a fault of ours; quote the reference"),
    (503, "太忙，过 Retry-After 秒再来 / busy; come back after Retry-After seconds"),
    (
        504,
        "等得太久，不能确定办成没有；过 Retry-After 秒用同一个 Idempotency-Key 再来 / took too long, and may have been done; come back after Retry-After seconds with the same Idempotency-Key",
    ),
];

/// The description of every route that has an [`ApiDoc`].
#[must_use]
pub fn openapi(routes: &[Route], settings: &WebSettings) -> Value {
    let mut schemas = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths = Map::new();
    for route in routes {
        if let Some(doc) = &route.doc {
            let path = plain_path(route.path);
            let operation = operation(route, doc, &mut schemas);
            let entry = paths.entry(path).or_insert_with(|| json!({}));
            entry[route.method.as_str().to_ascii_lowercase()] = operation;
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{} API", settings.service_name.en),
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            "description": "每个页面上能办的事，这里都能办。出错时返回 RFC 9457 problem+json。 / Everything that a page can do can be done here. Errors are problem+json (RFC 9457).",
        },
        "servers": [{ "url": settings.base_url }],
        "paths": paths,
        "components": {
            "schemas": components(schemas),
            "responses": { "Problem": problem_response() },
            "parameters": parameters(),
            "securitySchemes": security_schemes(settings),
        },
    })
}

fn operation(route: &Route, doc: &ApiDoc, schemas: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route),
        "tags": [doc.group],
        "summary": format!("{} / {}", doc.name.zh, doc.name.en),
        "parameters": operation_parameters(route, doc, schemas),
        "responses": responses(route, doc, schemas),
        "security": security(route.access),
    });
    if !doc.about.zh.is_empty() {
        operation["description"] = json!(format!("{}\n\n{}", doc.about.zh, doc.about.en));
    }
    if let Access::Roles(roles) = route.access {
        let codes: Vec<&str> = roles.iter().map(|role| role.code()).collect();
        operation["x-roles"] = json!(codes);
    }
    if let Some((schema, example)) = &doc.takes {
        let content = json!({ "schema": schema(schemas), "example": example });
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/json": content } });
    }
    operation
}

fn operation_parameters(route: &Route, doc: &ApiDoc, schemas: &mut SchemaGenerator) -> Vec<Value> {
    let mut list: Vec<Value> = path_parameters(route.path)
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect();
    if let Some(schema) = doc.query {
        list.extend(query_parameters(&schema(schemas).to_value()));
    }
    if !route.method.is_safe() {
        list.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
    }
    if doc.has_version {
        list.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
    }
    if !route.method.is_safe() && route.access != Access::Public {
        list.push(json!({ "$ref": "#/components/parameters/Origin" }));
    }
    list
}

/// The properties of a flat struct as parameters of the query.
fn query_parameters(schema: &Value) -> Vec<Value> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let parameter = |(name, schema): (String, Value)| {
        let is_required = required.contains(&json!(name));
        json!({ "name": name, "in": "query", "required": is_required, "schema": schema })
    };
    properties.into_iter().map(parameter).collect()
}

fn responses(route: &Route, doc: &ApiDoc, schemas: &mut SchemaGenerator) -> Value {
    let mut responses = Map::new();
    for answer in &doc.gives {
        let mut response =
            json!({ "description": format!("{} / {}", answer.about.zh, answer.about.en) });
        if let Some((schema, example)) = &answer.body {
            let content = json!({ "schema": schema(schemas), "example": example });
            response["content"] = json!({ "application/json": content });
        } else if answer.status >= 400 {
            response["content"] = problem_response()["content"].clone();
        }
        responses.insert(answer.status.to_string(), response);
    }
    let is_public = route.access == Access::Public;
    for (status, about) in ERRORS {
        let is_other = (is_public && matches!(status, 401 | 403))
            || (status == 408 && route.method.is_safe())
            || (status == 428 && !doc.has_version);
        if !is_other {
            let problem = json!({
                "description": about,
                "content": problem_response()["content"],
            });
            responses.entry(status.to_string()).or_insert(problem);
        }
    }
    Value::Object(responses)
}

fn security(access: Access) -> Value {
    match access {
        Access::Public => json!([{}]),
        Access::SignedIn | Access::Roles(_) => json!([{ "session": [] }]),
    }
}

fn security_schemes(settings: &WebSettings) -> Value {
    let cookie = if settings.is_https() { "__Host-session" } else { "session" };
    json!({
        "session": { "type": "apiKey", "in": "cookie", "name": cookie,
            "description": "登录后的会话：用账号密码以表单 POST /sign-in（login、password、next），答复的 Set-Cookie 就是它 / the session after sign-in: POST the form login, password, next to /sign-in; the answer sets it" },
    })
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "每办一件事用一个新的键；重发时用同一个键，结果相同，不会办两次 / a new key for each act; the same key gives the same answer again",
            "schema": { "type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$" },
        },
        "IfMatch": {
            "name": "If-Match", "in": "header", "required": true,
            "description": "发出请求前看到的版本号，例如 \"3\"（查询时在 ETag 里）；已被别人改过时得到 409，没有写得到 428 / the version seen (it is in the ETag); 409 if it changed meanwhile, 428 without it",
            "schema": { "type": "string", "pattern": "^\"?[0-9]+\"?$" },
        },
        "Origin": {
            "name": "Origin", "in": "header", "required": true,
            "description": "本站的地址，浏览器会自己带上（或者 Sec-Fetch-Site: same-origin）；别的网站替人提交得到 403 / this site's address, which browsers send themselves (or Sec-Fetch-Site: same-origin); what another site sends gets 403",
            "schema": { "type": "string", "format": "uri" },
        },
    })
}

fn problem_response() -> Value {
    json!({
        "description": "RFC 9457",
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
        } },
    })
}

/// The schemas that the operations refer to, and the problem.
fn components(mut schemas: SchemaGenerator) -> Value {
    let mut all: Map<String, Value> = schemas.take_definitions(true);
    all.insert("Problem".to_owned(), problem_schema());
    Value::Object(all)
}

fn problem_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": text, "detail": text, "instance": text,
            "status": { "type": "integer" },
            "rule": { "type": "string", "description": "拒绝所依据的规则 / the rule that refuses" },
            "field": { "type": "string", "description": "有问题的栏目 / the field concerned" },
            "text": { "type": "object", "properties": { "zh": text, "en": text } },
            "source": { "type": "object", "properties": { "law": text, "article": text } },
        },
    })
}

/// `/ledger/{*path}` as OpenAPI writes it.
fn plain_path(path: &str) -> String {
    path.replace("{*", "{")
}

fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(|name| name.trim_start_matches('*'))
}

/// `POST /api/cases/{id}/submit` is `post_cases_id_submit`.
fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api");
    let words: String =
        path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let words: Vec<&str> = words.split('_').filter(|word| !word.is_empty()).collect();
    format!("{}_{}", method_word(&route.method), words.join("_"))
}

fn method_word(method: &Method) -> String {
    method.as_str().to_ascii_lowercase()
}

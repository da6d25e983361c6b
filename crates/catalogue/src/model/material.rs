//! Materials: what must be shown, and where it comes from before anybody is asked to bring it.

use basis::{LegalSource, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::words;
use crate::schema;

words! {
    /// Original or copy.
    Copy {
        /// The original is looked at.
        Original = "原件", "原件", "Original";
        /// A copy is handed in.
        Duplicate = "复印件", "复印件", "Copy";
        /// Both.
        Both = "原件和复印件", "原件和复印件", "Original and copy";
    }
}

words! {
    /// Whether the case can go on without it.
    Need {
        /// It must be there.
        Necessary = "必要", "必要", "Necessary";
        /// It may be missing.
        Optional = "非必要", "非必要", "Not necessary";
        /// It may follow after acceptance.
        Later = "容缺后补", "容缺后补", "May follow later";
    }
}

words! {
    /// The kinds of file that may be uploaded.
    FileKind {
        /// PDF.
        Pdf = "pdf", "PDF", "PDF";
        /// OFD, the national layout format.
        Ofd = "ofd", "OFD", "OFD";
        /// JPEG photograph.
        Jpg = "jpg", "JPG 照片", "JPEG";
        /// PNG picture.
        Png = "png", "PNG 图片", "PNG";
    }
}

/// Something that must be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Id, unique in the matter.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// Where it comes from.
    pub from: Source,
    /// Where it comes from when the first source has no answer or the resident disagrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Source>,
    /// Original or copy.
    pub copy: Copy,
    /// Whether the case can go on without it.
    pub need: Need,
    /// It is needed only when this rule holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What the paper must look like to be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub accept: Option<Text>,
    /// The article that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

/// Where a material comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Source {
    /// Fields of a register, asked by the platform.
    Register {
        /// Id of the register.
        register: String,
        /// Ids of the fields.
        fields: Vec<String>,
    },
    /// A certificate that the platform or another body has issued.
    Certificate {
        /// Id of the certificate type.
        certificate: String,
    },
    /// The answers of the form.
    Form {
        /// Always true.
        form: bool,
    },
    /// A statement that the applicant signs.
    Commitment {
        /// The words of the statement.
        #[schemars(with = "schema::TextShape")]
        commitment: Text,
    },
    /// A file that the applicant uploads or the clerk scans.
    Upload {
        /// The kinds of file allowed.
        upload: Vec<FileKind>,
    },
}

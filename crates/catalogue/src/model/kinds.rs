//! The closed lists of words of a matter: level, kind, case kind, object, channel.

use super::words::words;

words! {
    /// The level of government at which a file is written, and at which a power is exercised.
    Level {
        /// The whole country.
        National = "national", "国家级", "National";
        /// A province.
        Province = "province", "省级", "Province";
        /// A prefecture or city.
        City = "city", "市级", "City";
        /// A county.
        County = "county", "县级", "County";
        /// A township or subdistrict.
        Township = "township", "乡级", "Township";
        /// A village or community.
        Village = "village", "村级", "Village";
    }
}

impl Level {
    /// The digit of the level inside an implementation code.
    #[must_use]
    pub const fn digit(self) -> char {
        match self {
            Self::National => '1',
            Self::Province => '2',
            Self::City => '3',
            Self::County => '4',
            Self::Township => '5',
            Self::Village => '6',
        }
    }

    /// How many digits the code of a division of this level has.
    #[must_use]
    pub const fn code_length(self) -> usize {
        match self {
            Self::National => 0,
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }
}

words! {
    /// What kind of public service a matter is (事项类型).
    Kind {
        /// A permit.
        Permit = "行政许可", "行政许可", "Administrative permit";
        /// A penalty.
        Penalty = "行政处罚", "行政处罚", "Administrative penalty";
        /// A coercive measure.
        Coercion = "行政强制", "行政强制", "Administrative coercion";
        /// A levy.
        Levy = "行政征收", "行政征收", "Administrative levy";
        /// A benefit paid or given.
        Benefit = "行政给付", "行政给付", "Administrative benefit";
        /// An inspection.
        Inspection = "行政检查", "行政检查", "Administrative inspection";
        /// A confirmation of a status or right.
        Confirmation = "行政确认", "行政确认", "Administrative confirmation";
        /// An award.
        Award = "行政奖励", "行政奖励", "Administrative award";
        /// An adjudication.
        Adjudication = "行政裁决", "行政裁决", "Administrative adjudication";
        /// Another power.
        Other = "其他行政权力", "其他行政权力", "Other administrative power";
        /// A public service.
        PublicService = "公共服务", "公共服务", "Public service";
        /// A complaint or report.
        Complaint = "投诉举报", "投诉举报", "Complaint or report";
        /// Several matters filed as one.
        Joint = "一件事", "一件事", "Joint matter";
    }
}

impl Kind {
    /// The two characters of the kind inside a basic code, where a real code shows them.
    #[must_use]
    pub const fn code_digits(self) -> Option<&'static str> {
        match self {
            Self::Permit => Some("01"),
            Self::Penalty => Some("02"),
            Self::Coercion => Some("03"),
            Self::Levy => Some("04"),
            Self::Benefit => Some("05"),
            Self::Inspection => Some("06"),
            Self::Confirmation => Some("07"),
            Self::Award => Some("08"),
            Self::Adjudication => Some("09"),
            Self::Other => Some("10"),
            Self::PublicService => Some("20"),
            Self::Complaint | Self::Joint => None,
        }
    }
}

words! {
    /// Whether a case is decided on the spot or within a promised limit (办件类型).
    CaseKind {
        /// Decided on the spot.
        OnTheSpot = "即办件", "即办件", "Decided on the spot";
        /// Decided within the promised limit.
        Promised = "承诺件", "承诺件", "Decided within a promised limit";
    }
}

words! {
    /// Who may apply (服务对象).
    Object {
        /// A natural person.
        Person = "自然人", "自然人", "Natural person";
        /// A legal person or other organisation.
        Organisation = "法人", "法人", "Organisation";
        /// An individual business.
        Business = "个体工商户", "个体工商户", "Individual business";
    }
}

words! {
    /// The ways in which somebody may apply.
    Channel {
        /// The portal.
        Web = "web", "网上办", "Online";
        /// The one window.
        Counter = "counter", "窗口办", "At the counter";
        /// A self-service terminal.
        Kiosk = "kiosk", "自助终端", "At a kiosk";
        /// A village helper files for the person.
        Helper = "helper", "村里帮办", "Through a village helper";
        /// By telephone.
        Phone = "phone", "电话办", "By telephone";
    }
}

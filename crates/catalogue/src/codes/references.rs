//! Codes of references: what a matter names must exist.

super::codes! { REFERENCES,
    /// An unknown department.
    UNKNOWN_DEPARTMENT = "M301", Error {
        title: "没有这个部门", "There is no such department";
        why: "部门写 departments.yaml 里的编号；township 表示申请人所在的乡镇（街道）。",
             "Use an id of departments.yaml; township is the applicant's own township office.";
        in "county/330825/household.yaml": "department: gongan\nobjects" => "department: «gongann\nobjects";
    }
    /// An unknown division.
    UNKNOWN_DIVISION = "M302", Error {
        title: "没有这个行政区划", "There is no such division";
        why: "区划代码要在所用的区划版本里；上级文件的区划要管得到下级。",
             "The code must be in the divisions that are loaded, and a base's division must contain that of the file which extends it.";
        in "province/33/elderly-allowance.yaml": "division: \"33\"" => "division: «\"99\"";
    }
    /// An unknown life event.
    UNKNOWN_LIFE_EVENT = "M303", Error {
        title: "没有这个人生事件", "There is no such life event";
        why: "人生事件写 life-events.yaml 里的编号，网站首页按它分类。",
             "Use an id of life-events.yaml; the home page is ordered by it.";
        in "county/330825/household.yaml": "life_events: [出生]" => "life_events: [«出身]";
    }
    /// An unknown register.
    UNKNOWN_REGISTER = "M304", Error {
        title: "没有这个数据资源", "There is no such register";
        why: "数据资源写 registers.yaml 里的编号。", "Use an id of registers.yaml.";
        in "county/330825/elderly-allowance.yaml": "prefill: {register: social-security, field: bank_account}" => "prefill: {register: «social, field: bank_account}";
    }
    /// A field that the register does not declare.
    UNKNOWN_REGISTER_FIELD = "M305", Error {
        title: "数据资源没有声明这个字段", "The register does not declare this field";
        why: "只能取数据资源目录里声明过的字段，这样才看得清谁用了什么数据。",
             "Only declared fields can be asked for, so that it stays visible who uses which data.";
        in "county/330825/elderly-allowance.yaml": "from: {register: population, fields: [household_division]}" => "from: {register: population, fields: [«household_head]}";
    }
    /// An unknown certificate type.
    UNKNOWN_CERTIFICATE = "M306", Error {
        title: "没有这种证照", "There is no such certificate type";
        why: "证照类型由发证的事项声明，或写在 certificates.yaml 里。",
             "A certificate type is declared by the matter that issues it, or in certificates.yaml.";
        in "county/330825/household.yaml": "from: {certificate: birth-certificate}" => "from: {certificate: «birth-paper}";
    }
    /// A fact that refers to a form field which is not there.
    UNKNOWN_FORM_FIELD = "M307", Error {
        title: "表单里没有这个字段", "The form has no such field";
        why: "事实写 {form: 字段号} 时，该字段要在本事项的 form 里。",
             "A fact {form: field} needs that field in the matter's form.";
        in "county/330825/elderly-allowance.yaml": "  死亡日期: {register: population, field: death}" => "  死亡日期: {register: population, field: death}\n  领取方式: {form: «payway}";
    }
    /// A material without a source.
    MATERIAL_WITHOUT_SOURCE = "M308", Error {
        title: "材料没有来源", "A material has no source";
        why: "能共享的不得要求群众提供（国务院关于在线政务服务的若干规定 第七条），所以每份材料都要说从哪里来：数据共享、电子证照、表单、承诺，最后才是上传。",
             "What can be shared must not be asked of people, so every material says where it comes from: register, certificate, form, commitment, and upload last.";
        in "county/330825/household.yaml": "  - {id: birth, name: {zh: 出生医学证明}, from: {certificate: birth-certificate}, copy: 原件, need: 必要}" => "  - «{id: birth, name: {zh: 出生医学证明}, copy: 原件, need: 必要}";
    }
    /// A form field whose options or bounds make no sense.
    FORM_FIELD = "M309", Error {
        title: "表单字段的选项或范围不对", "A form field's options or bounds are wrong";
        why: "选择题至少要有两个不同的选项，其他类型不能有选项；最小值不能大于最大值。",
             "A choice needs two different options or more, other types have none, and min must not be above max.";
        in "county/330825/elderly-allowance.yaml": "    options: [{value: card, label: {zh: 打卡, en: To the card}}, {value: cash, label: {zh: 现金, en: Cash}}]" => "    options: «[{value: card, label: {zh: 打卡, en: To the card}}]";
    }
    /// A file that the catalogue does not know.
    STRANGE_FILE = "M310", Warning {
        title: "目录不认识的文件", "A file that the catalogue does not know";
        why: "这个文件不会被读取。事项放在 national、province、city、county 下，参数放在 parameters 下。",
             "This file is not read. Matters stand under national, province, city, county; parameters under parameters.";
        in "household.yaml": "" => "«matter: household\n";
    }
    /// A file whose name ends otherwise than in `.yaml`.
    MISNAMED_FILE = "M311", Error {
        title: "文件名不以 .yaml 结尾", "The file's name does not end in .yaml";
        why: "目录只认 .yaml；以 .yml 等结尾的文件里的事项不会生效，所以当作错误。改个文件名就好。",
             "The catalogue takes .yaml alone; a matter in a .yml file has no effect, so it is an error. Give the file another name.";
        in "county/330825/resident-card.yml": "" => "«matter: resident-card\n";
    }
    /// A certificate names a line that nothing fills.
    CERTIFICATE_FIELD = "M312", Error {
        title: "证照上的内容没有出处", "A line of the certificate that nothing fills";
        why: "outcome.certificate.fields 写 holder（持有人）、amount（金额）或本事项表单的字段号；写错的那一行会空着。labels 只能给 fields 里的字段起名。",
             "outcome.certificate.fields are holder, amount, or fields of the matter's form; a mistyped one would stay empty. labels name lines of fields only.";
        in "county/330825/birth-certificate.yaml": "fields: [holder]" => "fields: [holder, «chlid_name]";
    }
    /// A question is filled in with data of another type.
    PREFILL_TYPE = "M313", Error {
        title: "预填的数据类型不对", "A question is filled in with data of another type";
        why: "预填的数据要与问题同类型：日期填日期，金额填金额，银行卡号填银行卡号；文字可以填名字、地址一类的内容。",
             "What is filled in has the type of the question: a date for a date, an amount for an amount, a bank card for a bank card; text may take names, addresses and the like.";
        in "county/330825/elderly-allowance.yaml": "prefill: {register: social-security, field: bank_account}" => "prefill: «{register: population, field: birth}";
    }
    /// The list of what people often come for names a matter that is not there.
    UNKNOWN_POPULAR = "M314", Error {
        title: "常办的事里没有这个事项", "A matter that people often come for is not there";
        why: "popular.yaml 写事项的编号；首页在办的人还少的时候照这个顺序显示。",
             "popular.yaml has the ids of matters; the home page shows them in this order while too few have come to count any.";
        in "popular.yaml": "" => "- {matter: «houshold}\n";
    }
}

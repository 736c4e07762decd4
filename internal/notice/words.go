package notice

import "strings"

// Facts are what an e-mail says beside its fixed words.
type Facts struct {
	Name    string // of who is told
	Title   string // of the ranking
	By      string // username; "" = the program
	Verdict string // of a decision
	Place   string // what a comment is about; "" = the whole ranking
	Link    string // to the ranking; "" when this program does not know its own address
}

// Words returns subject and plain text of a notice as an e-mail, in Chinese or,
// with language "en", English. The subject holds no words of anybody's.
func Words(kind Kind, language string, f Facts) (subject, text string) {
	w, english := chinese, language == "en"
	if english {
		w = inEnglish
	}
	line := w.lines[kind]
	if kind == Commented && f.Place != "" {
		line.text = w.commentedAt
	}
	subject = w.product + line.subject
	fill := strings.NewReplacer("{title}", oneLine(f.Title), "{by}", oneLine(f.By), "{place}", oneLine(f.Place), "{verdict}", w.verdicts[f.Verdict])
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(w.greeting, "{name}", oneLine(f.Name)) + "\n\n" + fill.Replace(line.text) + "\n")
	if f.Link != "" {
		b.WriteString("\n" + f.Link + "\n")
	}
	b.WriteString("\n" + w.footer + "\n")
	return subject, b.String()
}

// oneLine keeps what people wrote from looking like lines of ours.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

type line struct{ subject, text string }

type language struct {
	product, greeting, footer string
	commentedAt               string // of a comment on a part of a ranking
	lines                     map[Kind]line
	verdicts                  map[string]string
}

var chinese = language{
	product: "【园区选址】", greeting: "{name}，您好：",
	commentedAt: "{by} 对排名《{title}》中的“{place}”提出了意见或作了答复。",
	footer:      "此邮件由系统自动发送，请勿回复。可在系统的个人设置中关闭邮件通知。",
	verdicts:    map[string]string{"approve": "批准", "return": "退回", "reject": "否决"},
	lines: map[Kind]line{
		Submitted:    {"有新的排名待审核", "{by} 提交了排名《{title}》，等待贵部门审核。"},
		Decided:      {"一个部门已作出决定", "{by} 对排名《{title}》作出决定：{verdict}。其他部门的决定尚待作出。"},
		Approved:     {"排名已批准", "排名《{title}》已达到所需的批准数，现已批准。"},
		Returned:     {"排名已退回", "排名《{title}》已退回，请查看审核意见并修订。"},
		Rejected:     {"排名已否决", "排名《{title}》已被否决，请查看审核意见。"},
		Published:    {"排名已发布", "{by} 发布了排名《{title}》。"},
		Withdrawn:    {"排名已撤回", "{by} 撤回了已发布的排名《{title}》，请查看理由。"},
		Superseded:   {"排名已被取代", "排名《{title}》已被较新的排名取代。"},
		DeadlineNear: {"审核期限将至", "排名《{title}》的审核期限将至，贵部门尚未作出决定。"},
		Overdue:      {"审核已逾期", "排名《{title}》的审核期限已过，仍有部门未作出决定。"},
		Commented:    {"有新的意见", "{by} 对排名《{title}》提出了意见或作了答复。"},
		DataChanged:  {"数据已更新", "新的数据版本改动了排名《{title}》所用的数据。已批准的结果不变，可用新数据另行比选。"},
	},
}

var inEnglish = language{
	product: "[Parksite] ", greeting: "Dear {name},",
	commentedAt: "{by} has commented on “{place}” in the ranking “{title}” or answered a comment there.",
	footer:      "This message was sent automatically; please do not reply. You can switch e-mails off in your personal settings.",
	verdicts:    map[string]string{"approve": "approved", "return": "returned", "reject": "rejected"},
	lines: map[Kind]line{
		Submitted:    {"A ranking waits for your review", "{by} has submitted the ranking “{title}”; it waits for your ministry's decision."},
		Decided:      {"A ministry has decided", "{by} has decided on the ranking “{title}”: {verdict}. Other ministries have yet to decide."},
		Approved:     {"A ranking is approved", "The ranking “{title}” has the approvals it needs and is approved."},
		Returned:     {"A ranking was returned", "The ranking “{title}” was returned. Please read the comments and revise it."},
		Rejected:     {"A ranking was rejected", "The ranking “{title}” was rejected. Please read the comments."},
		Published:    {"A ranking is published", "{by} has published the ranking “{title}”."},
		Withdrawn:    {"A ranking was withdrawn", "{by} has withdrawn the published ranking “{title}”. Please read the reason."},
		Superseded:   {"A ranking was superseded", "A later ranking has taken the place of “{title}”."},
		DeadlineNear: {"A review is due soon", "The deadline for reviewing the ranking “{title}” is near and your ministry has not decided."},
		Overdue:      {"A review is overdue", "The deadline for reviewing the ranking “{title}” has passed and not every ministry has decided."},
		Commented:    {"A new comment", "{by} has commented on the ranking “{title}” or answered a comment."},
		DataChanged:  {"Data have changed", "A new version of the data changes figures that the ranking “{title}” uses. The approved result stays as it is; a new ranking can use the new data."},
	},
}

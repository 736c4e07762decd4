package intake

import "parksite/internal/catalog"

// Reason is the sentence for a code of this package in "zh" or "en"; an unknown
// code is its own sentence. The interface has its own catalogues; these are for
// files and terminals, which cannot look a key up.
func Reason(code, lang string) string {
	t, ok := reasons[code]
	if !ok {
		return code
	}
	return pick(t, lang)
}

// Reasons returns every code of this package with its sentences.
func Reasons() map[string]catalog.Text {
	out := make(map[string]catalog.Text, len(reasons))
	for k, v := range reasons {
		out[k] = v
	}
	return out
}

var reasons = map[string]catalog.Text{
	// one cell, row or sheet
	"import.number":              {Zh: "不是数字", En: "Not a number"},
	"import.separator":           {Zh: "千位分隔符位置不对，无法确定数值", En: "Separators do not stand between groups of three digits"},
	"import.range":               {Zh: "数值超出可接受的范围", En: "The number is beyond what is accepted"},
	"import.duplicate":           {Zh: "同一国家（地区）、指标、年份在前面已有不同的数值", En: "Another value for the same country, indicator and year stands earlier"},
	"import.mergedValue":         {Zh: "合并单元格中的数值无法归属到单个国家（地区）或年份", En: "A merged cell stands for several countries or years"},
	"import.cellError":           {Zh: "单元格显示错误值", En: "The cell shows an error"},
	"import.dateAsValue":         {Zh: "应为数值，却是日期", En: "A date where a number should be"},
	"import.formula":             {Zh: "以文本写成的公式", En: "A formula written as text"},
	"import.formulaValue":        {Zh: "公式单元格，已采用保存时的结果", En: "A formula; its stored value was taken"},
	"import.formulaWithoutValue": {Zh: "公式没有保存结果，请用电子表格软件打开并保存后再导入", En: "The formula has no stored value; open and save the workbook first"},
	"import.unitDiffers":         {Zh: "所填单位与指标的单位不一致", En: "The unit given is not the indicator's"},
	"import.unitAmbiguous":       {Zh: "数值与指标单位同时含有万、亿等数量级，含义不明", En: "Both the value and the unit name a magnitude"},
	"import.percentUnit":         {Zh: "填写了百分数，但该指标的单位不是百分比", En: "A percentage, but the indicator's unit is none"},
	"import.year":                {Zh: "不是年份", En: "Not a year"},
	"import.yearRange":           {Zh: "年份超出范围", En: "The year is out of range"},
	"import.countryUnknown":      {Zh: "国家（地区）代码或名称不在目录中", En: "No country of the catalogue has this code or name"},
	"import.countryMissing":      {Zh: "该行有数值但没有国家（地区）", En: "The row names no country"},
	"import.countryConflict":     {Zh: "该行的代码与名称指向不同的国家（地区）", En: "Code and name in the row are of different countries"},
	"import.indicatorUnknown":    {Zh: "没有该指标；自有指标请先在“指标定义”表中登记", En: "No such indicator; define your own in the sheet Definitions"},
	"import.indicatorMissing":    {Zh: "无法确定数值属于哪个指标", En: "Nothing says which indicator the value is of"},
	"import.indicatorDerived":    {Zh: "该指标由其他指标计算得出，不能导入", En: "The indicator is computed and cannot be imported"},
	"import.columnUnknown":       {Zh: "无法识别的表头，该列未读取", En: "The heading is not recognised; the column was not read"},
	"import.ragged":              {Zh: "该行的单元格多于表头，整行未读取", En: "The row has more cells than the heading; it was not read"},
	"import.rule":                {Zh: "应为禁止、限制或鼓励", En: "Neither prohibited, restricted nor encouraged"},
	"import.siteType":            {Zh: "应为港口、已有园区或空地", En: "Neither port, park nor land"},
	"import.yesNo":               {Zh: "应为是或否", En: "Neither yes nor no"},
	"import.siteExists":          {Zh: "该国（地区）已有同名的自有园址", En: "There is an own site of this name in the country"},
	"import.siteTwice":           {Zh: "文件中前面已有该国（地区）的同名园址", En: "A site of this name in the country stands earlier in the file"},
	"import.definition":          {Zh: "指标定义不符合规则", En: "The definition breaks a rule"},
	"import.definitionMissing":   {Zh: "指标定义缺少必填项", En: "The definition lacks a required entry"},
	"import.definitionTwice":     {Zh: "指标重复定义", En: "The indicator is defined twice"},
	"import.hiddenSheet":         {Zh: "隐藏的工作表，未读取", En: "A hidden sheet; it was not read"},
	"import.sheetSkipped":        {Zh: "工作表没有可识别的表头，未读取", En: "The sheet has no heading that is recognised; it was not read"},
	"import.entryIgnored":        {Zh: "压缩包中的非 CSV 文件，未读取", En: "An entry that is no CSV file; it was not read"},
	// a whole file
	"import.layout":         {Zh: "无法识别表格的格式：没有国家（地区）列以及年份或数值列", En: "The layout is not recognised: no country column and year or value column"},
	"import.empty":          {Zh: "文件为空", En: "The file is empty"},
	"import.nothing":        {Zh: "文件中没有可采用的数值", En: "The file holds no value to take"},
	"import.damaged":        {Zh: "文件已损坏或不完整", En: "The file is damaged or cut off"},
	"import.truncated":      {Zh: "最后一行不完整，文件可能被截断", En: "The last row is cut off: the file may not be whole"},
	"import.quote":          {Zh: "引号没有闭合，文件可能被截断", En: "A quotation mark is not closed"},
	"import.encoding":       {Zh: "无法识别文本编码，请另存为 UTF-8", En: "The text encoding is not recognised; save as UTF-8"},
	"import.notText":        {Zh: "文件不是文本也不是电子表格", En: "Neither text nor a spreadsheet"},
	"import.pdf":            {Zh: "文件其实是 PDF", En: "The file is a PDF document"},
	"import.markup":         {Zh: "文件其实是网页或 XML", En: "The file is a web page or XML"},
	"import.json":           {Zh: "文件其实是 JSON", En: "The file is JSON"},
	"import.oldWorkbook":    {Zh: "旧版 Excel 或加密的工作簿，请另存为不加密的 .xlsx", En: "An old or encrypted workbook; save it as .xlsx without a password"},
	"import.compression":    {Zh: "不支持的压缩格式，请用 zip", En: "Only zip archives are read"},
	"import.encrypted":      {Zh: "压缩包已加密", En: "The archive is encrypted"},
	"import.notWorkbook":    {Zh: "是 Office 文件，但不是电子表格", En: "An Office file, but no workbook"},
	"import.noSheet":        {Zh: "工作簿中没有工作表", En: "The workbook has no sheet"},
	"import.macro":          {Zh: "工作簿含有宏，不受理；请另存为不含宏的 .xlsx", En: "The workbook holds macros; save it without them"},
	"import.externalLink":   {Zh: "工作簿链接了外部文件，请断开链接后再导入", En: "The workbook reads other files; break the links first"},
	"import.entity":         {Zh: "工作簿含有 XML 实体声明，不受理", En: "The workbook declares XML entities"},
	"import.entryName":      {Zh: "压缩包中的文件名指向包外，不受理", En: "An entry's name leads outside the archive"},
	"import.nested":         {Zh: "压缩包中还有压缩包或工作簿", En: "An archive or workbook inside the archive"},
	"import.bomb":           {Zh: "压缩比异常，疑似压缩炸弹", En: "An entry expands beyond all measure"},
	"import.expands":        {Zh: "展开后过大", En: "Too large after expansion"},
	"import.tooLarge":       {Zh: "文件过大", En: "The file is too large"},
	"import.tooManyEntries": {Zh: "压缩包中的文件过多", En: "Too many entries"},
	"import.tooManyRows":    {Zh: "行数过多", En: "Too many rows"},
	"import.tooManyColumns": {Zh: "列数过多", En: "Too many columns"},
	"import.tooManyMerges":  {Zh: "合并单元格过多", En: "Too many merged ranges"},
	"import.tooManyTexts":   {Zh: "不同的文本过多", En: "Too many distinct texts"},
	"import.tooManyValues":  {Zh: "数值过多", En: "Too many values"},
	"import.recordTooLong":  {Zh: "有一行过长", En: "A row is too long"},
	"import.noChange":       {Zh: "与现有数据集完全相同，没有变化", En: "The dataset holds exactly these values already"},
	"import.sourceTaken":    {Zh: "该来源编号已用于另一个来源", En: "Another source has this id"},
	// the API
	"import.apiOff":         {Zh: "未开启世界银行在线获取", En: "Fetching from the World Bank is switched off"},
	"import.apiAddress":     {Zh: "接口地址无效", En: "The address of the API is not valid"},
	"import.apiPrivate":     {Zh: "接口地址指向内部网络，已拒绝", En: "The address of the API is not public"},
	"import.apiRedirect":    {Zh: "接口要求跳转到其他地址，已拒绝", En: "The API sends elsewhere, which is not followed"},
	"import.apiQuery":       {Zh: "没有指定国家（地区）或指标", En: "No countries or indicators asked for"},
	"import.apiRefused":     {Zh: "接口拒绝了请求", En: "The API refuses the query"},
	"import.apiUnavailable": {Zh: "接口暂时无法访问", En: "The API does not answer"},
	"import.apiMarkup":      {Zh: "接口返回了网页而不是数据", En: "The API answers with a web page"},
	"import.apiMalformed":   {Zh: "接口返回的内容格式不对", En: "The API's answer has another form"},
	"import.apiTooLarge":    {Zh: "接口返回的内容过大", En: "The API's answer is too large"},
	"import.apiChanging":    {Zh: "读取过程中接口数据不断变化，请稍后再试", En: "The series keeps changing while it is read"},
	"import.apiIncomplete":  {Zh: "接口数据没有取全", En: "The series was not fetched whole"},
}

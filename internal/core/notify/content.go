package notify

import "preau/internal/kit/mail"

// Content is what a mail says, in its recipient's language; the layout gives it its two forms, text and HTML.
type Content struct {
	Subject     string  // without the title in brackets, which is put before it
	Greeting    string  // empty: by the recipient's name
	Blocks      []Block // in order
	Reason      string  // why this person gets it, a whole sentence; empty: because of the account, or of the address
	Repeat      string  // says to who may have it already that it is the same; empty: the layout's own words
	ReplyTo     string  // who answers for it; empty, or no address: as the letterhead says
	Headers     []mail.Header
	Attachments []string // references that Options.Attach opens
}

// BlockKind is a kind of block.
type BlockKind int

// The kinds of blocks.
const (
	ParagraphBlock BlockKind = iota
	FactsBlock
	ButtonBlock
	QuoteBlock
	ListBlock
)

// Block is one part of a mail.
type Block struct {
	Kind  BlockKind
	Text  string // of a paragraph or quote; a button's label
	Path  string // where a button leads: a path of the instance
	Facts []Fact
	Items []Item
}

// Fact is a label and its value: « Date limite : 5 décembre 2026 à 18 h 00 ».
type Fact struct{ Label, Value string }

// Paragraph is plain text; its line breaks are kept.
func Paragraph(text string) Block { return Block{Kind: ParagraphBlock, Text: text} }

// Facts are lines of label and value.
func Facts(facts ...Fact) Block { return Block{Kind: FactsBlock, Facts: facts} }

// Button is the link to the thing, by a path of the instance. Its address is also written out below it.
func Button(label, path string) Block { return Block{Kind: ButtonBlock, Text: label, Path: path} }

// Item is one thing of a list: a line, what is said below it, and where it leads, which may be nowhere.
type Item struct{ Text, Note, Path string }

// List is things that a mail tells of, each with its link.
func List(items ...Item) Block { return Block{Kind: ListBlock, Items: items} }

// Quote is what somebody wrote: a message, a reason.
func Quote(text string) Block { return Block{Kind: QuoteBlock, Text: text} }

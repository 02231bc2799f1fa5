package browsertest

import (
	"context"
	"os"
	"path/filepath"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Download clicks what leads to a file, and gives the name that the browser would keep it by, and what is in it.
func (p *Page) Download(link string) (name string, content []byte) {
	p.t.Helper()
	dir := p.t.TempDir()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := keepFiles(ctx, dir); err != nil {
		p.t.Fatalf("download %q: %v", link, err)
	}
	begun, progress := chromedp.Events(ctx, cdpbrowser.DownloadWillBegin), chromedp.Events(ctx, cdpbrowser.DownloadProgress)
	p.Click(link)
	for ev, err := range begun {
		if err != nil {
			p.t.Fatalf("download %q: no file comes: %v", link, err)
		}
		name = ev.SuggestedFilename
		break
	}
	for ev, err := range progress {
		if err != nil || ev.State == cdpbrowser.DownloadProgressStateCanceled {
			p.t.Fatalf("download %q: %s does not come to its end: %v", link, name, err)
		}
		if ev.State != cdpbrowser.DownloadProgressStateCompleted {
			continue
		}
		if content, err = os.ReadFile(filepath.Join(dir, ev.GUID)); err != nil {
			p.t.Fatal(err)
		}
		break
	}
	return name, content
}

// keepFiles lets this window keep files in a folder.
func keepFiles(ctx context.Context, dir string) error {
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		info, err := chromedp.Call(ctx, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err != nil {
			return err
		}
		on := true
		_, err = chromedp.Call(ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
			Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName, BrowserContextID: info.TargetInfo.BrowserContextID, DownloadPath: dir, EventsEnabled: &on,
		})
		return err
	}))
}

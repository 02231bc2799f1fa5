package app_test

// offers: the structures of the town.
func (b *builder) offers() {
	b.t.Helper()
}

// offersPosts are what is done with structures.
func (w *town) offersPosts() []try { return nil }

// offersGets are the pages of the service.
func (w *town) offersGets() []try {
	return []try{
		{route: "/offreur", path: "/offreur"},
	}
}

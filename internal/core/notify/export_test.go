package notify

// NewestWords reads some words on an address.
const NewestWords = newestWords

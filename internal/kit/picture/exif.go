package picture

import (
	"bytes"
	"encoding/binary"
)

// A picture's EXIF is a small TIFF file within it. Nothing of it is wanted but how the picture lies; what cannot be read
// of it counts as upright.

// exifOfJPEG is the TIFF in the segment APP1.
func exifOfJPEG(in []byte) []byte {
	var found []byte
	segments(in, func(marker byte, body []byte) bool {
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == 0xe1 {
			found = tiff
		}
		return found == nil
	})
	return found
}

// scansOf counts how often a JPEG goes over its pixels.
func scansOf(in []byte) int {
	n := 0
	segments(in, func(marker byte, _ []byte) bool {
		if marker == 0xda {
			n++
		}
		return true
	})
	return n
}

// segments gives a JPEG's segments in order, until fn has enough. Coded pixels, between two of them, are passed over.
func segments(in []byte, fn func(marker byte, body []byte) bool) {
	for i := 0; i+1 < len(in); {
		marker := in[i+1]
		switch {
		case in[i] != 0xff || marker == 0 || marker == 0xff, marker >= 0xd0 && marker <= 0xd8: // pixels; without a body
			i++
			continue
		case marker == 0xd9:
			return
		case i+4 > len(in):
			return
		}
		size := int(binary.BigEndian.Uint16(in[i+2:]))
		if size < 2 || i+2+size > len(in) || !fn(marker, in[i+4:i+2+size]) {
			return
		}
		i += 2 + size
	}
}

// exifOfPNG is the TIFF in the chunk eXIf.
func exifOfPNG(in []byte) []byte {
	for i := 8; i+12 <= len(in); {
		size := int64(binary.BigEndian.Uint32(in[i:]))
		end := int64(i) + 12 + size
		if end > int64(len(in)) {
			return nil
		}
		if string(in[i+4:i+8]) == "eXIf" {
			return in[i+8 : end-4]
		}
		i = int(end)
	}
	return nil
}

// exifOfWebP is the TIFF in the chunk EXIF, before which some write what JPEG has there.
func exifOfWebP(in []byte) []byte {
	for i := 12; i+8 <= len(in); {
		size := int64(binary.LittleEndian.Uint32(in[i+4:]))
		end := int64(i) + 8 + size
		if end > int64(len(in)) {
			return nil
		}
		if string(in[i:i+4]) == "EXIF" {
			return bytes.TrimPrefix(in[i+8:end], []byte("Exif\x00\x00"))
		}
		i = int(end + size%2)
	}
	return nil
}

// turnOf is how the picture lies: the tag Orientation of the TIFF's first directory.
func turnOf(tiff []byte) turn {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	for n := int64(order.Uint16(tiff[at:])); n > 0; n-- {
		entry := at + 2 + (n-1)*12
		if entry+12 <= int64(len(tiff)) && order.Uint16(tiff[entry:]) == 0x0112 {
			return turn(order.Uint16(tiff[entry+8:]))
		}
	}
	return upright
}

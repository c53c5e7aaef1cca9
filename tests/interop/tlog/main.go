// Checks a mirror of the public log with Go's own verifier of transparency logs (golang.org/x/mod/sumdb, the
// code behind Go's checksum database), which knows nothing of us.
//
//	go run main.go MIRROR
//
// Two checkpoints signed by the log's key; every tile against the root; every entry against its leaf and by a
// proof of inclusion; the newer log against the older one by a proof of consistency.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type mirror string

func (m mirror) read(name string) []byte {
	data, err := os.ReadFile(filepath.Join(string(m), name))
	check(err)
	return data
}

func (m mirror) Height() int { return 8 }

func (m mirror) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		// C2SP's layout leaves out the height, which is always 8.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(m), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (m mirror) SaveTiles([]tlog.Tile, [][]byte) {}

func (m mirror) checkpoint(name string) tlog.Tree {
	verifier, err := note.NewVerifier(strings.TrimSpace(string(m.read("key"))))
	check(err)
	signed, err := note.Open(m.read(name), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(signed.Text, "\n")
	if lines[0] != verifier.Name() {
		check(fmt.Errorf("the checkpoint is of another log: %s", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

func (m mirror) entries(size int64) [][]byte {
	var found [][]byte
	for first := int64(0); first < size; first += 256 {
		name := fmt.Sprintf("tile/entries/%03d", first/256)
		if size-first < 256 {
			name = fmt.Sprintf("%s.p/%d", name, size-first)
		}
		for data := m.read(name); len(data) > 0; {
			length := int(binary.BigEndian.Uint16(data))
			found = append(found, data[2:2+length])
			data = data[2+length:]
		}
	}
	return found
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	m := mirror(os.Args[1])
	old, tree := m.checkpoint("checkpoint.old"), m.checkpoint("checkpoint")
	for _, one := range []tlog.Tree{old, tree} {
		hashes := tlog.TileHashReader(one, m)
		entries := m.entries(one.N)
		if int64(len(entries)) != one.N {
			check(fmt.Errorf("%d entries instead of %d", len(entries), one.N))
		}
		for n, entry := range entries {
			proof, err := tlog.ProveRecord(one.N, int64(n), hashes)
			check(err)
			check(tlog.CheckRecord(proof, one.N, one.Hash, int64(n), tlog.RecordHash(entry)))
		}
	}
	proof, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, m))
	check(err)
	check(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash))
	fmt.Printf("%d %d\n", old.N, tree.N)
}

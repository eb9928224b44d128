// Moduleproxy adds one version of a module to a folder that serves as a Go
// module proxy, by GOPROXY=file://FOLDER. The version has the files of a folder,
// without those of the modules below it.
//
//	moduleproxy -proxy FOLDER -version v1.2.3 -from FOLDER
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

func main() {
	proxy := flag.String("proxy", "", "the `FOLDER` of the proxy")
	version := flag.String("version", "", "the `VERSION`, such as v1.2.3")
	from := flag.String("from", "", "the `FOLDER` of the module")
	flag.Parse()
	if err := add(*proxy, *version, *from); err != nil {
		fmt.Fprintln(os.Stderr, "moduleproxy:", err)
		os.Exit(1)
	}
}

// add writes the four files of a version. A version that is there already is
// never replaced, as no proxy does it.
func add(proxy, version, from string) (err error) {
	requirements, err := os.ReadFile(filepath.Join(from, "go.mod"))
	if err != nil {
		return err
	}
	m := module.Version{Path: modfile.ModulePath(requirements), Version: version}
	if err := module.Check(m.Path, m.Version); err != nil {
		return err
	}
	path, err := module.EscapePath(m.Path)
	if err != nil {
		return err
	}
	folder := filepath.Join(proxy, filepath.FromSlash(path), "@v")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	packed, err := os.OpenFile(filepath.Join(folder, version+".zip"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := errors.Join(zip.CreateFromDir(packed, m, from), packed.Close()); err != nil {
		return err
	}
	info := fmt.Sprintf("{\"Version\":%q,\"Time\":%q}\n", version, time.Now().UTC().Format(time.RFC3339))
	for name, text := range map[string][]byte{version + ".mod": requirements, version + ".info": []byte(info), "list": []byte(version + "\n")} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

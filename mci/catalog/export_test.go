package catalog

import "encoding/json"

// ReadDecoded is Read for a document that encoding/json has decoded into any.
func ReadDecoded(document any, options ReadOptions) (*Catalog, error) {
	text, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	return Read(text, options)
}

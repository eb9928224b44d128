package webhook

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

var (
	// ErrUnsigned matches the error of Verify if an event is not signed by
	// Partner Center.
	ErrUnsigned = errors.New("the event is not signed by Partner Center")
	// ErrUnavailable matches the error of Verify if the certificate could not
	// be loaded. Partner Center delivers the event again.
	ErrUnavailable = errors.New("the certificate cannot be loaded")
)

// Verify checks the signature of an event as Partner Center documents it. The
// certificate must come from an allowed host, chain to a root and name the
// organization. Its RSA key must have signed the SHA-256 hash of the body. The
// error matches [ErrUnsigned] or [ErrUnavailable]. Source: Microsoft Learn,
// "Partner Center webhooks", 2023-10-17, "How to authenticate the callback".
func (r *Receiver) Verify(ctx context.Context, header http.Header, body []byte) error {
	if algorithm := header.Get("X-MS-Signature-Algorithm"); !strings.EqualFold(algorithm, "rsa-sha256") {
		return unsigned("another algorithm than rsa-sha256")
	}
	signature, err := signatureIn(header)
	if err != nil {
		return err
	}
	certificate, err := r.certificate(ctx, header.Get("X-MS-Certificate-Url"))
	if err != nil {
		return err
	}
	if now := r.options.Now(); now.Before(certificate.NotBefore) || now.After(certificate.NotAfter) {
		return unsigned("the certificate is not valid now")
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return unsigned("the certificate has no RSA key")
	}
	hash := sha256.Sum256(body)
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, hash[:], signature) != nil {
		return unsigned("the signature is not that of the body")
	}
	return nil
}

func unsigned(why string) error { return fmt.Errorf("%w: %s", ErrUnsigned, why) }

// signatureIn returns the signature in the Authorization header. If the
// registration has SignatureTokenToMsSignatureHeader, the signature is in
// x-ms-signature.
func signatureIn(header http.Header) ([]byte, error) {
	text := header.Get("x-ms-signature")
	if text == "" {
		text = header.Get("Authorization")
		if !strings.HasPrefix(text, "Signature ") {
			return nil, unsigned("no signature")
		}
	}
	signature, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "Signature "))
	if err != nil || len(signature) == 0 {
		return nil, unsigned("a signature that is not base64")
	}
	return signature, nil
}

// certificate returns the certificate at an address. If it was checked before,
// it comes from the cache.
func (r *Receiver) certificate(ctx context.Context, text string) (*x509.Certificate, error) {
	address, err := url.Parse(text)
	if err != nil || address.Scheme != "https" || address.User != nil || !slices.Contains(r.options.Hosts, address.Host) {
		return nil, unsigned("a certificate from a host that is not allowed")
	}
	r.mu.Lock()
	known := r.certificates[text]
	r.mu.Unlock()
	if known != nil && r.options.Now().Before(known.NotAfter) {
		return known, nil
	}
	data, err := r.load(ctx, address)
	if err != nil {
		return nil, err
	}
	certificate, err := r.checked(data)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.certificates) >= mostCertificates {
		clear(r.certificates)
	}
	r.certificates[text] = certificate
	return certificate, nil
}

func (r *Receiver) load(ctx context.Context, address *url.URL) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer response.Body.Close() //nolint:errcheck // the bytes that were read are checked
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: status %d", ErrUnavailable, response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	if err != nil || len(data) > mostBytes {
		return nil, fmt.Errorf("%w: more than %d bytes, or cut off", ErrUnavailable, mostBytes)
	}
	return data, nil
}

// checked reads a certificate in DER or PEM, and checks its chain and its
// organization. If the file has more certificates, they are intermediate ones.
func (r *Receiver) checked(data []byte) (*x509.Certificate, error) {
	if block, rest := pem.Decode(data); block != nil {
		data = nil
		for ; block != nil; block, rest = pem.Decode(rest) {
			data = append(data, block.Bytes...)
		}
	}
	all, err := x509.ParseCertificates(data)
	if err != nil || len(all) == 0 {
		return nil, unsigned("a certificate that cannot be read")
	}
	between := x509.NewCertPool()
	if r.options.Intermediates != nil {
		between = r.options.Intermediates.Clone()
	}
	for _, one := range all[1:] {
		between.AddCert(one)
	}
	_, err = all[0].Verify(x509.VerifyOptions{
		Roots: r.options.Roots, Intermediates: between, CurrentTime: r.options.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return nil, unsigned("a certificate that chains to no root")
	}
	if !slices.Contains(all[0].Subject.Organization, r.options.Organization) {
		return nil, unsigned("a certificate of another organization")
	}
	return all[0], nil
}

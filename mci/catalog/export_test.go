package catalog

// AspectRows returns the ID, the topic and the words of each kind of aspect.
func AspectRows() (ids []AspectID, topics []Topic, words []string) {
	for _, row := range aspectRows[1:] {
		ids, topics, words = append(ids, row.id), append(topics, row.topic), append(words, row.words)
	}
	return ids, topics, words
}

// DigestOf returns the digest that the engagement has if its terms are changed.
func (e *Engagement) DigestOf(change func([]*Aspect) []*Aspect) Digest {
	return e.digestOf(change(e.terms()))
}

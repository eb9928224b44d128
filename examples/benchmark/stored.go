package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
)

// A stored is the life as a host has it in its database: the record before each
// command, and the record and entries that the host writes after it.
type stored struct {
	*life
	records []claims.Record // before each command
	texts   [][]byte        // the same as JSON
	after   []plainRecord
	entries [][]claims.Entry
}

// A plainRecord has the fields of a record without its reader, so encoding/json
// decodes only the fields and checks nothing.
type plainRecord claims.Record

// store plays the life once and keeps every record of it.
func (l *life) store() (*stored, error) {
	s := &stored{life: l}
	claim, err := claims.Restore(l.opened, l.catalog)
	if err != nil {
		return nil, err
	}
	for _, step := range l.steps {
		record := claim.Record()
		text, err := json.Marshal(record)
		if err != nil {
			return nil, err
		}
		change, err := claims.Apply(claim, step.command, step.meta)
		if err != nil {
			return nil, err
		}
		claim = change.Claim
		s.records, s.texts = append(s.records, record), append(s.texts, text)
		s.after, s.entries = append(s.after, plainRecord(claim.Record())), append(s.entries, change.Entries)
	}
	return s, nil
}

// restoreCommands restores the claim for each command, without its text.
func restoreCommands() (workload, error) {
	return storedCommands(workload{
		does: "the same %d commands, each on the claim restored from its record",
	}, func(s *stored) []contender {
		looplab := s.contender(loadedName, newBuilt(s.life).playLoaded)
		looplab.targets = []target{atLeastFaster("10 x faster than this", 10, loadedName)}
		return []contender{s.contender(ours, s.restore), looplab}
	})
}

// writeCommands does all the work of a host for a command, except for the
// database's own work.
func writeCommands() (workload, error) {
	return storedCommands(workload{
		does: "the same %d commands, each from the text of the record to those of the next one and its entry",
	}, func(s *stored) []contender {
		share := s.contender("encoding/json alone", s.transcribe)
		share.targets = []target{atMostTimes("at most 2 x this", 2, share.name)}
		return []contender{s.contender(ours, s.command), share, s.contender(loadedName, newBuilt(s.life).playWritten)}
	})
}

// storedCommands fills in a workload on the stored life.
func storedCommands(w workload, contenders func(*stored) []contender) (workload, error) {
	l, err := recordLife()
	if err != nil {
		return workload{}, err
	}
	s, err := l.store()
	if err != nil {
		return workload{}, err
	}
	w.does, w.contenders = fmt.Sprintf(w.does, len(l.steps)), contenders(s)
	w.parts, w.unit, w.inputs = len(l.steps), "command", 1
	return w, nil
}

// restore restores the claim of each command and applies it.
func (s *stored) restore(t *tally) {
	entries := 0
	for i := range s.steps {
		claim, err := claims.Restore(s.records[i], s.catalog)
		if err != nil {
			return // the other contenders continue, so the answers differ
		}
		change, err := claims.Apply(claim, s.steps[i].command, s.steps[i].meta)
		if err != nil {
			return
		}
		entries += len(change.Entries)
		t.add(change.Claim.State(), entries)
	}
}

// command reads the record of each command and writes the change.
func (s *stored) command(t *tally) {
	entries := 0
	for i := range s.steps {
		var record claims.Record
		if json.Unmarshal(s.texts[i], &record) != nil {
			return
		}
		claim, err := claims.Restore(record, s.catalog)
		if err != nil {
			return
		}
		change, err := claims.Apply(claim, s.steps[i].command, s.steps[i].meta)
		if err != nil || !written(change.Claim.Record(), change.Entries) {
			return
		}
		entries += len(change.Entries)
		t.add(change.Claim.State(), entries)
	}
}

// transcribe reads and writes the same texts without any work in between.
func (s *stored) transcribe(t *tally) {
	entries := 0
	for i := range s.steps {
		var record plainRecord
		if json.Unmarshal(s.texts[i], &record) != nil || !written(&s.after[i], s.entries[i]) {
			return
		}
		entries += len(s.entries[i])
		t.add((*claims.Record)(&s.after[i]).State(), entries)
	}
}

// written encodes a record and its entries. It reports whether that succeeded.
func written(record, entries any) bool {
	_, errRecord := json.Marshal(record)
	_, errEntries := json.Marshal(entries)
	return errRecord == nil && errEntries == nil
}

// A builtRecord is the stored form of a claim for the fsm that is built per
// command.
type builtRecord struct {
	State    string    `json:"state"`
	Updated  time.Time `json:"updated"`
	Deadline time.Time `json:"deadline"`
}

// A builtLine is a builtEntry as it is stored.
type builtLine struct {
	Number int          `json:"number"`
	At     time.Time    `json:"at"`
	Actor  claims.Actor `json:"actor"`
	Event  string       `json:"event"`
	From   string       `json:"from"`
	To     string       `json:"to"`
}

// playWritten is like playLoaded, but also reads and writes the texts of a
// host.
func (b *built) playWritten(t *tally) {
	first := b.open()
	text, err := json.Marshal(builtRecord{first.Current(), first.updated, first.deadline})
	entries := 0
	for i := range b.events {
		var record builtRecord
		if err != nil || json.Unmarshal(text, &record) != nil {
			return
		}
		c := b.open()
		c.SetState(record.State)
		c.updated, c.deadline = record.Updated, record.Deadline
		if !b.fire(c, i) {
			return
		}
		text, err = json.Marshal(builtRecord{c.Current(), c.updated, c.deadline})
		for _, e := range c.history {
			if !written(builtLine{e.number, e.at, e.actor, e.event, e.from, e.to}, nil) {
				return
			}
		}
		entries += len(c.history)
		t.add(b.states[c.Current()], entries)
	}
}

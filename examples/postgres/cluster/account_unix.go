//go:build unix

package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// An account is the system user that runs the programs of a cluster. A nil
// account is the user of this program.
type account struct{ user, group uint32 }

// ownerOf returns the account that a cluster in a folder has to run as.
// PostgreSQL does not run as root. So if the user is root, another account is
// needed, which then owns the folder.
func ownerOf(folder string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	found, err := user.Lookup("postgres")
	if err != nil {
		if found, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("root cannot run PostgreSQL, and there is neither an account postgres nor nobody: %w", err)
		}
	}
	number, userErr := strconv.ParseUint(found.Uid, 10, 32)
	group, groupErr := strconv.ParseUint(found.Gid, 10, 32)
	if err := errors.Join(userErr, groupErr); err != nil {
		return nil, err
	}
	return &account{uint32(number), uint32(group)}, os.Chown(folder, int(number), int(group))
}

// runs makes a command run as the account, and shields it from signals of the
// terminal.
func (a *account) runs(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: a.user, Gid: a.group}
	}
}

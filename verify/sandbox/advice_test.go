package sandbox

import (
	"strings"
	"testing"
)

func TestAdvise(t *testing.T) {
	const lsm, yes = "/sys/kernel/security/lsm", "capability,landlock,yama"
	for _, c := range []struct {
		reason string
		level  Level
		files  map[string]string
		want   string
	}{
		{"a kernel without landlock", Isolated, map[string]string{lsm: "capability,yama"}, "lsm=landlock,capability,yama"},
		{"a name that only begins so", Isolated, map[string]string{lsm: "landlock2"}, "lsm=landlock"},
		{"no namespaces for anybody", Isolated, map[string]string{lsm: yes, "/proc/sys/user/max_user_namespaces": "0"}, "max_user_namespaces"},
		{"none for ordinary users (older Debian)", Isolated, map[string]string{"/proc/sys/kernel/unprivileged_userns_clone": "0"}, "userns_clone=1"},
		{"AppArmor (Ubuntu 24.04)", Isolated, map[string]string{lsm: yes, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"}, "AppArmor profile"},
		{"a container", Isolated, map[string]string{"/proc/self/mountinfo": "1 2 0:1 /var/lib/docker/overlay2 /"}, "docker run"},
		{"contained needs no namespaces", Contained, map[string]string{lsm: yes, "/proc/sys/user/max_user_namespaces": "0"}, "Linux 6.12"},
		{"nothing to say", Isolated, nil, ""},
		{"a level that is always there", Off, map[string]string{lsm: "yama"}, ""},
	} {
		got := advise(c.level, func(path string) string { return c.files[path] })
		if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

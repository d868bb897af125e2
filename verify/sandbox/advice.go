package sandbox

import (
	"os"
	"strings"
)

// Advice says how to get a level that is not available, as far as this machine's
// settings tell; "" where they tell nothing.
func Advice(level Level) string {
	return advise(level, func(path string) string {
		content, _ := os.ReadFile(path)
		return strings.TrimSpace(string(content))
	})
}

// advise is Advice on a machine whose files read returns, without the blanks
// round them; "" stands for one that is not there.
func advise(level Level, read func(path string) string) string {
	if level > Contained {
		return ""
	}
	if modules := read("/sys/kernel/security/lsm"); modules != "" && !strings.Contains(","+modules+",", ",landlock,") {
		return "start the kernel with landlock among its security modules: lsm=landlock," + modules
	}
	if level == Contained {
		return "it needs Linux 6.12 or later"
	}
	switch {
	case read("/proc/sys/user/max_user_namespaces") == "0":
		return "allow user namespaces: sysctl user.max_user_namespaces=10000"
	case read("/proc/sys/kernel/unprivileged_userns_clone") == "0":
		return "allow ordinary users to make namespaces: sysctl kernel.unprivileged_userns_clone=1"
	case read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
		return "give this program an AppArmor profile that allows userns, or: sysctl kernel.apparmor_restrict_unprivileged_userns=0"
	case read("/run/.containerenv") != "" || strings.Contains(read("/proc/1/cgroup")+read("/proc/self/mountinfo"), "/docker/"):
		return "in a container, allow namespaces and a new /proc: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined"
	}
	return ""
}

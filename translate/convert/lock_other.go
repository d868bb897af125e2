//go:build !unix || solaris || illumos || aix

package convert

import "os"

// lock does nothing on systems without flock: there it is up to the user not to
// start two conversions into one folder.
func lock(*os.File) error { return nil }

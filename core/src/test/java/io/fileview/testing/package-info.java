/** What tests of several packages share: disks, child processes, and the engine under test. */
package io.fileview.testing;

package io.fileview.labs.containers;

import java.util.ArrayList;
import java.util.List;

/** The shapes of containers that the lab tries. */
final class Shapes {
    private static final String OVERLAY =
            """
                    mount -t overlay -o "lowerdir=$V/layer:/,upperdir=$V/upper,workdir=$V/work" overlay "$R"
                    mount -t proc proc "$R/proc"
                    mount --rbind /dev "$R/dev"
                    for needed in "$H" "$C"; do
                        mkdir -p "$R$needed"
                        mount --bind "$needed" "$R$needed"
                    done
                    status=0
                    chroot "$R" "$@" || status=$?
                    umount --recursive "$R" || echo "the root could not be unmounted" >&2
                    exit "$status"
                    """;
    private static final String READ_ONLY_ROOT =
            """
                    mount --rbind / "$R"
                    mount -o remount,bind,ro "$R"
                    exec chroot "$R" "$@"
                    """;
    private static final String PRIVILEGE = "CAP_SYS_ADMIN|only for pages in the working set";
    private static final String BY_OTHERS = "none in this PID namespace; 1 mapping by others";
    /** The process of the lab maps the file below, which /proc shows as another file. */
    private static final String BY_OTHERS_BELOW =
            "none by this name in this PID namespace( of those that can be inspected .*)?; 1 mapping by"
                    + " others, or of the file below it on overlayfs";
    private static final String NOT_INSPECTED =
            "none in this PID namespace of those that can be inspected \\(\\d+ other process(es)?"
                    + " could not be\\)";
    private static final String NOT_SHOWN =
            "unknown: /proc does not show which processes map the file";
    private static final String NO_PRIVILEGE =
            "unknown: .* needs the privilege CAP_SYS_ADMIN.*";
    private static final String NO_JOURNAL =
            "may lack commits, .*, because its journal .* is missing";
    private static final String NO_PROC =
            "/proc/self/pagemap cannot be opened \\(ENOENT\\); mount /proc";

    private Shapes() {}

    static List<Shape> all() {
        List<Shape> shapes = new ArrayList<>();
        shapes.add(Shape.named("no container").alsoBrief());
        overlays(shapes);
        mounts(shapes);
        users(shapes);
        processes(shapes);
        limits(shapes);
        filters(shapes);
        return shapes;
    }

    private static void overlays(List<Shape> shapes) {
        String onOverlay =
                "on overlayfs, the pages of a file are those of the file below, which cachestat does"
                        + " not count";
        shapes.add(
                Shape.named("overlayfs root: a file of a lower layer")
                        .unshared()
                        .script(OVERLAY)
                        .file("/fileview-data/file", "$V/layer/fileview-data/file")
                        .readOnly()
                        .stat(StatField.DIRTY, "unknown: " + onOverlay)
                        .stat(StatField.EVICTED, "unknown: " + onOverlay)
                        .stat(StatField.MAPPED_BY, BY_OTHERS_BELOW)
                        .alsoBrief());
        shapes.add(
                Shape.named("overlayfs root: a file that is copied up")
                        .unshared()
                        .script(OVERLAY)
                        .file("/fileview-data/file", "$V/upper/fileview-data/file")
                        .madeAt("$V/layer/fileview-data/file")
                        .unknown(Job.DIRTY, onOverlay)
                        .stat(StatField.DIRTY, "unknown: " + onOverlay)
                        .stat(StatField.EVICTED, "unknown: " + onOverlay)
                        .stat(StatField.MAPPED_BY, BY_OTHERS_BELOW)
                        .alsoBrief());
        shapes.add(
                Shape.named("overlayfs root: a file of the upper layer")
                        .unshared()
                        .script(OVERLAY)
                        .file("/fileview-upper/file", "$V/upper/fileview-upper/file")
                        .unknown(Job.DIRTY, onOverlay)
                        .stat(StatField.DIRTY, "unknown: " + onOverlay)
                        .stat(StatField.EVICTED, "unknown: " + onOverlay)
                        .stat(StatField.MAPPED_BY, BY_OTHERS_BELOW));
    }

    private static void mounts(List<Shape> shapes) {
        shapes.add(
                Shape.named("a single file is mounted")
                        .unshared()
                        .script("touch \"$R/file\"\nmount --bind \"$V/file\" \"$R/file\"\nexec \"$@\"")
                        .file("$R/file", "$V/file")
                        .alsoBrief());
        shapes.add(
                Shape.named("a single file is mounted in a directory that goes with the container")
                        .unshared()
                        .script(
                                "mount -t tmpfs tmpfs \"$R\"\ntouch \"$R/file\"\n"
                                        + "mount --bind \"$V/file\" \"$R/file\"\nexec \"$@\"")
                        .file("$R/file", "$V/file")
                        .refused(Job.COMMIT, NO_JOURNAL)
                        .refused(Job.READER, NO_JOURNAL)
                        .refused(Job.SNAPSHOT, NO_JOURNAL)
                        .alsoBrief());
        shapes.add(
                Shape.named("read-only root, nowhere to write but a volume")
                        .unshared()
                        .script(READ_ONLY_ROOT)
                        .alsoBrief());
        shapes.add(
                Shape.named("read-only volume")
                        .unshared()
                        .script("mount --bind \"$V\" \"$V\"\nmount -o remount,bind,ro \"$V\"\nexec \"$@\"")
                        .refused(Job.COMMIT, "the file system is read-only.*EROFS")
                        .refused(Job.WRITE,
                                "the file system is read-only; open the file READ_ONLY \\(EROFS\\)"));
    }

    private static void users(List<Shape> shapes) {
        String notOwned =
                "exposes it only to the owner of the file and to processes that may write to it";
        shapes.add(
                Shape.named("a user without a name")
                        .asUser()
                        .unknown(Job.SHARES, PRIVILEGE)
                        .stat(StatField.MAPPED_BY, NOT_INSPECTED)
                        .stat(StatField.MAPPINGS, NO_PRIVILEGE));
        shapes.add(
                Shape.named("user namespace without users")
                        .asUser()
                        .through("unshare", "--user")
                        .unknown(Job.SHARES, PRIVILEGE)
                        .stat(StatField.MAPPED_BY, NOT_INSPECTED)
                        .stat(StatField.MAPPINGS, NO_PRIVILEGE)
                        .alsoBrief());
        shapes.add(
                Shape.named("user namespace in which the user is root")
                        .asUser()
                        .through("unshare", "--user", "--map-root-user")
                        .unknown(Job.SHARES, PRIVILEGE)
                        .stat(StatField.MAPPED_BY, NOT_INSPECTED)
                        .stat(StatField.MAPPINGS, NO_PRIVILEGE));
        shapes.add(
                Shape.named("user namespace without users: somebody else's file")
                        .asUser()
                        .through("unshare", "--user")
                        .ownedBy(Shape.USER + 1)
                        .readOnly()
                        .unknown(Job.RESIDENT,
                                "only to the owner of the file and to processes that")
                        .unknown(Job.SHARES, PRIVILEGE)
                        .stat(StatField.IN_MEMORY, "unknown: the kernel " + notOwned)
                        .stat(StatField.DIRTY, "unknown: cachestat " + notOwned)
                        .stat(StatField.EVICTED, "unknown: cachestat " + notOwned)
                        .stat(StatField.MAPPED_BY, NOT_INSPECTED)
                        .stat(StatField.MAPPINGS, StatOutput.ABSENT)
                        .alsoBrief());
    }

    private static void processes(List<Shape> shapes) {
        shapes.add(
                Shape.named("PID namespace")
                        .unshared("--pid", "--fork", "--kill-child", "--mount-proc")
                        .stat(StatField.MAPPED_BY, BY_OTHERS)
                        .alsoBrief());
        shapes.add(
                Shape.named("PID namespace, memory must not be executable")
                        .unshared("--pid", "--fork", "--kill-child", "--mount-proc")
                        .stat(StatField.MAPPED_BY, BY_OTHERS)
                        .script("echo 2 >/proc/sys/vm/memfd_noexec\n\"$@\""));
        shapes.add(
                Shape.named("/proc with hidepid, as a user")
                        .unshared()
                        .script(
                                "mount -t proc -o hidepid=2 proc /proc\n"
                                        + "exec setpriv --reuid=4242 --regid=4242 --clear-groups \"$@\"")
                        .ownedBy(Shape.USER)
                        .unknown(Job.SHARES, PRIVILEGE)
                        .stat(StatField.MAPPED_BY, NOT_SHOWN)
                        .stat(StatField.MAPPINGS, NO_PRIVILEGE));
        shapes.add(
                Shape.named("no /proc")
                        .unshared()
                        // Without /proc, the launcher of Java does not find its libraries.
                        .script("umount --lazy /proc\nLD_LIBRARY_PATH=\"$H/lib\" exec \"$@\"")
                        .refused(Job.COMMIT, NO_PROC)
                        .unknown(Job.WORKING_SET, NO_PROC)
                        .unknown(Job.SHARES, NO_PROC)
                        .stat(StatField.MAPPED_BY, NOT_SHOWN)
                        .stat(StatField.MAPPINGS, "unknown: " + NO_PROC)
                        .alsoBrief());
    }

    private static void limits(List<Shape> shapes) {
        shapes.add(
                Shape.named("memory cgroup of 256 MiB")
                        .memoryLimit(256L << 20)
                        .refused(
                                Job.LOCK_MUCH,
                                "memory cgroup .* has room for .*, so that the kernel would kill")
                        .alsoBrief());
        shapes.add(Shape.named("RLIMIT_NOFILE of 48").through("prlimit", "--nofile=48:48"));
        shapes.add(
                Shape.named("RLIMIT_MEMLOCK of 0, as a user")
                        .asUser()
                        .through("prlimit", "--memlock=0:0")
                        .refused(Job.LOCK, "RLIMIT_MEMLOCK allows 0")
                        .unknown(Job.SHARES, PRIVILEGE)
                        .stat(StatField.MAPPED_BY, NOT_INSPECTED)
                        .stat(StatField.MAPPINGS, NO_PRIVILEGE));
        long space = 4L << 30;
        shapes.add(
                Shape.named("RLIMIT_AS of 4 GiB")
                        .through("prlimit", "--as=" + space + ":" + space));
    }

    private static void filters(List<Shape> shapes) {
        Shape usual = Shape.named("seccomp: the usual profile").alsoBrief();
        Shape old =
                Shape.named("seccomp: the usual profile of the time before cachestat")
                        .denying(DeniedCall.CACHESTAT, DeniedError.EPERM);
        DeniedCall.ofUsualProfile().forEach(
                call -> {
                    usual.denying(call, DeniedError.EPERM);
                    old.denying(call, DeniedError.EPERM);
                });
        shapes.add(usual);
        shapes.add(expecting(old, DeniedCall.CACHESTAT, DeniedError.EPERM));
        for (DeniedCall call : DeniedCall.ofFileview()) {
            for (DeniedError error : DeniedError.values()) {
                Shape shape =
                        Shape.named("seccomp: " + call.words() + " fails with " + error)
                                .denying(call, error);
                if ((call == DeniedCall.STATX && error == DeniedError.EPERM)
                        || (call == DeniedCall.CACHESTAT && error == DeniedError.ENOSYS)) {
                    shape.alsoBrief();
                }
                shapes.add(expecting(shape, call, error));
            }
        }
        shapes.add(
                expecting(
                        Shape.named("seccomp: mincore and cachestat fail with EPERM")
                                .denying(DeniedCall.MINCORE, DeniedError.EPERM)
                                .denying(DeniedCall.CACHESTAT, DeniedError.EPERM)
                                .unknown(Job.RESIDENT, "mincore is denied by a seccomp filter")
                                .stat(
                                        StatField.IN_MEMORY,
                                        "unknown: mincore is denied by a seccomp filter .*")
                                .stat(StatField.MAPPINGS, StatOutput.ABSENT),
                        DeniedCall.CACHESTAT,
                        DeniedError.EPERM));
    }

    private static Shape expecting(Shape shape, DeniedCall call, DeniedError error) {
        String why = call.words() + " is denied by a seccomp filter \\(" + error + "\\)";
        return switch (call) {
            case CACHESTAT ->
                shape.unknown(Job.DIRTY, why)
                        .stat(StatField.DIRTY, "unknown: " + why + ".*")
                        .stat(StatField.EVICTED, "unknown: " + why + ".*");
            case STATX ->
                error == DeniedError.EPERM
                        ? shape.stat(StatField.MAPPED_BY, NOT_SHOWN)
                        : shape;
            case MLOCK -> shape.refused(Job.LOCK, why);
            case MEMFD_CREATE -> shape.refused(Job.MEMORY, why);
            default -> shape;
        };
    }
}

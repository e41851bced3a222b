using Mote.Core.Diagnostics;
using Mote.Targets.Build;
using Mote.Targets.Tools;

namespace Mote.Targets.Tests;

public sealed class ToolTests
{
    private static readonly ToolSearch Nowhere = new([]);

    [Fact]
    public void A_missing_tool_is_named_with_its_package()
    {
        var exception = Assert.Throws<MoteException>(
            () => ProgramBuild.Build(
                TargetTable.CortexM4, TestModels.Increment(1), new BuildOptions(), Nowhere, TestContext.Current.CancellationToken));
        Assert.Equal(3, exception.Diagnostics.Length);
        Assert.All(exception.Diagnostics, diagnostic => Assert.Equal("MOTE0402", diagnostic.Code));
        Assert.Contains("qemu-system-arm is missing", exception.Message);
        Assert.Contains("libnewlib-arm-none-eabi", exception.Message);
        Assert.Contains("mote doctor --install", exception.Message);
    }

    [Fact]
    public void The_doctor_lists_all_tools_and_who_needs_them()
    {
        var missing = Doctor.Check(Nowhere);
        Assert.Equal(
            [
                "gcc", "gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "qemu-system-arm",
                "gcc-riscv64-unknown-elf", "picolibc-riscv64-unknown-elf", "qemu-system-misc",
            ],
            missing.Select(status => status.Tool.Package));
        Assert.All(missing, status => Assert.True(status.IsMissing && status.Version is null));
        Assert.Equal(["host"], missing[0].NeededBy.Select(target => target.Name));
        Assert.Equal(["cortex-m4", "cortex-m7", "cortex-m33", "cortex-m0plus", "cortex-m55", "cortex-m85"], missing[3].NeededBy.Select(target => target.Name));
    }

    [Fact]
    public void The_doctor_finds_what_is_there()
    {
        Machine.Require("cortex-m4");
        var found = Doctor.Check();
        Assert.All(found.Where(status => status.Tool != Tool.HostCompiler), status => Assert.True(File.Exists(status.Path)));
        Assert.StartsWith("QEMU emulator version", found[3].Version);
    }

    [Fact]
    public void Installing_without_apt_says_what_to_install()
    {
        var exception = Assert.Throws<MoteException>(() => Doctor.Install(_ => { }, Nowhere, TestContext.Current.CancellationToken));
        Assert.Equal("MOTE0403", exception.Diagnostics[0].Code);
        Assert.Contains("gcc gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm", exception.Diagnostics[0].Help);
    }

    /// <summary>A directory with an apt-get that notes what it is told, and a sudo that runs its command.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Installing_updates_once_and_names_the_missing_packages(int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "apt-get is a program of Debian's");
        var directory = Directory.CreateTempSubdirectory("mote-test-").FullName;
        try
        {
            Script("apt-get", $"echo \"$@\" >> '{directory}/log'; echo broken >&2; exit {exitCode}");
            Script("sudo", "shift; exec \"$@\"");
            Script("gcc", "echo a gcc");
            var said = new List<string>();
            var exception = Assert.Throws<MoteException>(
                () => Doctor.Install(said.Add, new ToolSearch([directory]), TestContext.Current.CancellationToken));
            const string packages = "gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm"
                + " gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc";
            string[] commands = exitCode == 0 ? ["update", $"install -y --no-install-recommends {packages}"] : ["update"];
            Assert.Equal(commands, File.ReadAllLines(Path.Combine(directory, "log")));
            Assert.Equal(exitCode == 0 ? $"Installing {packages}." : "Updating the package lists.", said[^1]);
            Assert.Contains(exitCode == 0 ? "still missing" : "apt-get failed: broken", exception.Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        void Script(string name, string body)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

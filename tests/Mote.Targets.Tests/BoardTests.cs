using System.Collections.Immutable;
using System.Text;
using Mote.Core.Diagnostics;
using Mote.Targets.Boards;

namespace Mote.Targets.Tests;

/// <summary>The table of boards: that it loads holds what each board must be (BoardCheck); here what the table must be.</summary>
public class BoardTests
{
    private const string Chip = """
        {"name": "c", "core": "cortex-m4", "clockHz": 64000000, "flashBytes": 1024, "ram": [{"name": "sram", "bytes": 512}], "supply": null,
         "volts": null, "activeMilliamps": 3, "asleepMicroamps": null, "wakeUpMicroseconds": null,
         "sources": [{"of": ["core", "clock", "memory", "active"], "title": "t", "where": "w", "url": "https://example.org"}]}
        """;

    private const string Row = """{"name": "b", "title": "B", "vendor": "V", "chip": "c"}""";

    [Fact]
    public void There_are_the_boards_people_own()
    {
        Assert.True(BoardTable.All.Length >= 60, $"{BoardTable.All.Length} boards");
        Assert.Equal(BoardTable.All.Length, BoardTable.All.Select(b => b.Name).Distinct().Count());
        foreach (var name in (string[])["arduino-uno", "arduino-nano-33-ble-sense", "arduino-nicla-sense-me", "nucleo-f411re",
            "stm32f4-discovery", "nrf52-dk", "nrf52840-dk", "nrf5340-dk", "nrf54l15-dk", "raspberry-pi-pico", "raspberry-pi-pico-2",
            "esp32-devkitc", "esp32-s3-devkitc-1", "esp32-c3-devkitm-1", "esp32-c6-devkitc-1", "arduino-zero", "adafruit-feather-m4",
            "sparkfun-edge", "apollo4-evb", "max78000fthr",
            "frdm-k64f", "microbit-v1", "microbit-v2", "gd32303e-eval", "ch32v307-evt", "ai-wb2-12f", "teensy-4-0",
            "arduino-portenta-h7", "sony-spresense"])
            Assert.Equal(name, BoardTable.Find(name).Name);
    }

    [Fact]
    public void Every_core_has_a_target_with_cycles_or_says_why_not()
    {
        foreach (var core in CoreTable.All)
            if (core.Target is null) Assert.NotEmpty(core.Note);
            else
            {
                Assert.InRange(core.Cycles!.Typical, 0.5, 3);
                Assert.InRange(core.Cycles.Least, 0.4, core.Cycles.Typical);
                Assert.InRange(core.Cycles.Most, core.Cycles.Typical, 4);
                Assert.NotEmpty(core.Cycles.Method);
            }
        Assert.All(CoreTable.All, c => Assert.Contains(BoardTable.All, b => b.Chip.Core.Name == c.Name));
    }

    /// <summary>
    /// By hand, from the published throughputs: Renesas' EK-RA6M4 at 200 MHz, 19.774, 6.159, 4.062 and 216.772 inferences a second of
    /// software that executes 7,846,302, 24,720,354, 29,875,288 and 582,323 instructions: 1.289, 1.314, 1.648 and 1.584 cycles each, whose
    /// geometric mean is 1.450.
    /// </summary>
    [Fact]
    public void Cortex_M33_takes_what_was_published()
    {
        var cycles = CoreTable.Find("cortex-m33")!.Cycles!;
        Assert.Equal(1.450, cycles.Typical, 0.001);
        Assert.Equal(1.289, cycles.Least, 0.001);
        Assert.Equal(1.648, cycles.Most, 0.001);
    }

    [Fact]
    public void Faster_cores_take_fewer_cycles()
    {
        double Of(string core) => CoreTable.Find(core)!.Cycles!.Typical;
        Assert.True(Of("cortex-m7") < Of("cortex-m33") && Of("cortex-m33") < Of("cortex-m4"));
    }

    [Fact]
    public void A_mistyped_board_is_told_the_nearest()
    {
        var e = Assert.Throws<MoteException>(() => BoardTable.Find("nucleo-f411r"));
        Assert.Equal("MOTE0420", e.Diagnostics[0].Code);
        Assert.Contains("'nucleo-f411re'", e.Diagnostics[0].Help);
        Assert.Equal("MOTE0422", Assert.Throws<MoteException>(() => BatteryTable.Find("cr2023")).Diagnostics[0].Code);
    }

    [Fact]
    public void A_board_of_a_file_has_its_chips_figures()
    {
        var board = Assert.Single(Read(Chip, Row));
        Assert.Equal((1024, 512L, 3.0, 3.3), (board.FlashBytes, board.RamBytes, board.Chip.ActiveMilliamps, board.Chip.EnergyVolts));
    }

    [Theory]
    [InlineData("\"clockHz\": 64000000", "\"clockHz\": 64", "clock")]
    [InlineData("\"bytes\": 512", "\"bytes\": 0", "RAM")]
    [InlineData("\"flashBytes\": 1024", "\"flashBytes\": -1", "flash")]
    [InlineData("\"activeMilliamps\": 3", "\"activeMilliamps\": 3000", "mA running")]
    [InlineData("\"asleepMicroamps\": null", "\"asleepMicroamps\": 5000", "uA asleep")]
    [InlineData("\"asleepMicroamps\": null", "\"asleepMicroamps\": 5", "'asleep' has no source")]
    [InlineData(", \"active\"]", "]", "'active' has no source")]
    [InlineData("cortex-m4", "cortex-m99", "core 'cortex-m99'")]
    [InlineData("\"title\": \"t\", ", "", "no list of boards")]
    [InlineData("\"volts\": null", "\"volt\": null", "no list of boards")]
    [InlineData("https://example.org", "there", "source lacks")]
    public void A_wrong_figure_is_named(string right, string wrong, string says)
    {
        Assert.Contains(right, Chip);
        var e = Assert.Throws<MoteException>(() => Read(Chip.Replace(right, wrong), Row));
        Assert.Equal("MOTE0421", e.Diagnostics[0].Code);
        Assert.Contains(says, e.Diagnostics[0].Message);
    }

    [Theory]
    [InlineData("\"b\"", "\"B b\"", "small letters")]
    [InlineData("\"c\"", "\"d\"", "no chip 'd'")]
    public void A_wrong_board_is_named(string right, string wrong, string says) =>
        Assert.Contains(says, Assert.Throws<MoteException>(() => Read(Chip, Row.Replace(right, wrong))).Diagnostics[0].Message);

    private static ImmutableArray<Board> Read(string chip, string board) =>
        BoardTable.Read("test.json", Encoding.UTF8.GetBytes($"{{\"chips\": [{chip}], \"boards\": [{board}]}}"));
}

using System.Collections.Immutable;
using System.Text.Json;
using Mote.Core.Machine;
using Mote.Core.Diagnostics;
using Mote.Formats;
using Mote.Targets.Boards;
using Mote.Testing;
using Mote.Workflows;
using Mote.Workflows.Fitting;

namespace Mote.Conformance.Tests;

/// <summary>mote fit: the arithmetic by hand, and a model on all boards.</summary>
public class FitTests
{
    private static string Example => Path.Combine(Golden.Root, "examples", "tones", "model.tflite");

    private static Chip ChipOf(double? active = 3.3, double? asleep = 3, double? wake = 100) =>
        new("c", CoreTable.Find("cortex-m4")!, 64_000_000, new SupplyRange(1.7, 3.6), 3.0, active, asleep, wake);

    /// <summary>
    /// 10 ms of 3.3 mA at 3 V are 99 uJ. Each second 10.1 ms at 3,300 uA and 989.9 ms at 3 uA: 33.33 + 2.9697 = 36.2997 uA; 235 mAh / that
    /// are 6,473.88 hours or 269.745 days.
    /// </summary>
    [Fact]
    public void A_battery_lasts_as_long_as_by_hand()
    {
        var duty = new DutyCycle(ChipOf(), 0.010, 1);
        Assert.Equal(99, duty.MicrojoulesOfInference!.Value, 1e-9);
        Assert.Equal(36.2997, duty.AverageMicroamps!.Value, 1e-4);
        Assert.Equal(269.745, duty.DaysOf(BatteryTable.Find("cr2032"))!.Value, 1e-2);
    }

    [Fact]
    public void What_is_not_known_stays_unknown()
    {
        Assert.Null(new DutyCycle(ChipOf(asleep: null), 0.01, 1).AverageMicroamps);
        Assert.Null(new DutyCycle(ChipOf(active: null), 0.01, 1).MicrojoulesOfInference);
        Assert.NotNull(new DutyCycle(ChipOf(asleep: null), 0.01, 1).MicrojoulesOfInference);
        Assert.NotNull(new DutyCycle(ChipOf(wake: null), 0.01, 1).AverageMicroamps);
    }

    [Fact]
    public void A_device_that_cannot_keep_up_has_no_average()
    {
        var duty = new DutyCycle(ChipOf(), 1, 1);
        Assert.False(duty.KeepsUp);
        Assert.Null(duty.AverageMicroamps);
    }

    [Fact]
    public void No_battery_outlives_its_shelf() =>
        Assert.Equal(3652.5, new DutyCycle(ChipOf(), 1e-5, 36_000).DaysOf(BatteryTable.Find("aa"))!.Value, 1e-6);

    [Fact]
    public void A_model_is_compared_with_every_board()
    {
        var report = Run(BoardTable.All);
        Assert.Equal(BoardTable.All.Select(b => b.Name), report.Boards.Select(b => b.Board));
        Assert.InRange(report.Programs.Length, 4, 12);
        foreach (var (board, made) in BoardTable.All.Zip(report.Boards))
        {
            Assert.Equal(board.Chip.Core.Target is null, made.Fit == Fit.NoTarget);
            Assert.Equal(made.Fit is Fit.Fits or Fit.NeedsRegions, made.PerSecond is not null);
            Assert.Equal(made.Fit == Fit.Fits, made.Why.Length == 0);
            if (made.Milliseconds is not { } time) continue;
            Assert.InRange(time, made.LeastMilliseconds!.Value, made.MostMilliseconds!.Value);
            Assert.Equal(1000 / time, made.PerSecond!.Value, 1e-6 * made.PerSecond.Value);
            Assert.Equal(board.Chip.ActiveMilliamps is null, made.NotKnown.Contains("current running"));
            Assert.Equal(board.Chip.ActiveMilliamps is null, made.Microjoules is null);
            if (made.BatteryDays is { } days)
            {
                Assert.True((made.LeastBatteryDays ?? 0) <= days);
                Assert.True(days <= made.MostBatteryDays);
            }
        }
        using var json = JsonDocument.Parse(Json.Print(report));
        Assert.Equal("Fits", json.RootElement.GetProperty("boards").EnumerateArray()
            .Single(b => b.GetProperty("board").GetString() == "nucleo-l476rg").GetProperty("fit").GetString());
    }

    /// <summary>Reserves of the whole memory leave nothing; half a byte's worth of RAM more than there is does not fit.</summary>
    [Fact]
    public void Reserves_count()
    {
        var board = BoardTable.Find("nucleo-l476rg");
        var program = Run([board]).Programs[0];
        var (flash, ram) = (board.FlashBytes!.Value - (int)program.FlashBytes, (int)board.RamBytes - program.RamBytes);
        Assert.Equal(Fit.Fits, Run([board], flash, ram).Boards[0].Fit);
        Assert.Equal(Fit.FlashTooSmall, Run([board], flash + 1, ram).Boards[0].Fit);
        Assert.Equal(Fit.RamTooSmall, Run([board], flash, ram + 1).Boards[0].Fit);
    }

    [Theory]
    [InlineData("20ms", 0.02)]
    [InlineData("1s", 1.0)]
    [InlineData("2.5s", 2.5)]
    [InlineData("5min", 300.0)]
    [InlineData("1h", 3600.0)]
    [InlineData("1", null)]
    [InlineData("s", null)]
    [InlineData("-1s", null)]
    [InlineData("0s", null)]
    [InlineData("1 s", null)]
    [InlineData("1e9h", null)]
    [InlineData("", null)]
    public void Times_have_units(string text, double? seconds)
    {
        if (seconds is { } s) Assert.Equal(s, Cli.Commands.FitCommand.Seconds("--every", text), 1e-12);
        else
        {
            var e = Assert.Throws<MoteException>(() => Cli.Commands.FitCommand.Seconds("--every", text));
            Assert.Equal("MOTE0005", e.Diagnostics[0].Code);
        }
    }

    private static FitReport Run(
        ImmutableArray<Board> boards, int flash = FitQuestion.UsualFlashReserve, int ram = FitQuestion.UsualRamReserve) => FitBoards.Run(
        ModelFile.Read(Example), new FitQuestion(boards, OptimizeGoal.Balanced, 1, BatteryTable.Find("cr2032"), flash, ram));
}

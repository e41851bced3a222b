using Mote.Cli;
using Mote.Training;
using Spectre.Console;

namespace Mote.Conformance.Tests;

public class TrainingDisplayTests
{
    private static TrainingProgress At(int epoch, int step, double? validation = null) =>
        new(epoch, 10, step, 4, 1.0 / epoch, 0.5 + epoch / 40.0, validation, 0.001 / epoch, 12345.6, TimeSpan.FromSeconds(400 - 40 * epoch));

    private static (string Printed, int Result, bool Told) Run(bool terminal, bool json)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 120;
        var told = false;
        var result = TrainingDisplay.Run(console, json, tell =>
        {
            told = tell is not null;
            for (var epoch = 1; epoch <= 2; epoch++)
                for (var step = 1; step <= 4; step++) tell?.Invoke(At(epoch, step, epoch == 2 && step == 4 ? 0.625 : null));
            tell?.Invoke(At(10, 4));
            return 42;
        });
        return (writer.ToString(), result, told);
    }

    [Fact]
    public void Without_a_terminal_each_epoch_is_one_plain_line()
    {
        const string Expected = """
            epoch  1/10  loss 1.0000  accuracy  52.5 %  rate 0.001  12,346 examples/s  6:00 left
            epoch  2/10  loss 0.5000  accuracy  55.0 %  validation  62.5 %  rate 0.0005  12,346 examples/s  5:20 left
            epoch 10/10  loss 0.1000  accuracy  75.0 %  rate 0.0001  12,346 examples/s

            """;
        Assert.Equal((Expected, 42, true), Run(terminal: false, json: false));
    }

    [Fact]
    public void A_terminal_shows_a_bar_and_keeps_the_lines()
    {
        var (printed, result, _) = Run(terminal: true, json: false);
        Assert.Equal(42, result);
        Assert.Contains("epoch  2/10  loss 0.5000  accuracy  55.0 %  validation  62.5 %", printed, StringComparison.Ordinal);
        Assert.Contains("\u001b[", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_json_nothing_is_printed() => Assert.Equal(("", 42, false), Run(terminal: true, json: true));

    [Theory]
    [InlineData(5, "0:05")]
    [InlineData(65, "1:05")]
    [InlineData(7389, "2:03:09")]
    [InlineData(100000, "27:46:40")]
    public void Times_are_read_at_a_glance(int seconds, string text) => Assert.Equal(text, TrainingDisplay.Time(TimeSpan.FromSeconds(seconds)));
}

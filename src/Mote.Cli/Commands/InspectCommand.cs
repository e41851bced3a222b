using System.CommandLine;
using System.Globalization;
using Mote.Workflows;

namespace Mote.Cli.Commands;

/// <summary>mote inspect MODEL</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show layers, shapes, types, quantization, work, weights and RAM.") { model, json };
        command.SetAction(parsed =>
        {
            var report = Inspect.Run(Render.Read(parsed.GetValue(model)!));
            if (parsed.GetValue(json)) Console.Out.Write(Json.Print(report));
            else Print(report);
            Render.Diagnostics(report.Warnings);
            return 0;
        });
        return command;
    }

    private static void Print(InspectReport report)
    {
        Console.WriteLine($"Model {report.Model}");
        foreach (var input in report.Inputs) Console.WriteLine($"  input   {Describe(input)}");
        foreach (var output in report.Outputs) Console.WriteLine($"  output  {Describe(output)}");
        var table = Render.Table(">#", "operator", "output", "quantization", "weights", ">MACs", ">weight bytes", "layer");
        foreach (var layer in report.Layers)
            Render.Row(table, layer.Index.ToString(CultureInfo.InvariantCulture), layer.Op,
                $"{layer.Output.Type}[{string.Join(',', layer.Output.Shape)}]",
                Scale(layer.Output), layer.Weights ?? "", Render.Number(layer.Macs), Render.Number(layer.WeightBytes),
                Render.Layer(layer.Name));
        Render.Out.Write(table);
        var totals = Render.Table("", ">layers", ">MACs", ">weight bytes", ">peak RAM", ">lower bound");
        Row("as read", report.AsRead);
        Row("after exact passes", report.Optimized);
        Render.Out.Write(totals);
        foreach (var finding in report.Findings) Print(finding);

        void Row(string name, TotalReport t) =>
            Render.Row(totals, name, Render.Number(t.Layers), Render.Number(t.Macs), Render.Number(t.WeightBytes),
            Render.Number(t.ArenaBytes), Render.Number(t.ArenaLowerBoundBytes));
    }

    private static void Print(QuantizationFinding f)
    {
        var title = f.Kind switch
        {
            "floatIsland" => "Float operators inside a quantized model",
            "requantizationTwice" => "Requantized several times in a row",
            "dequantizeQuantize" => "To float and back with nothing in between",
            _ => "To integers and back with nothing in between",
        };
        Console.WriteLine($"! {title}");
        for (var i = 0; i < f.Layers.Length; i++)
            Console.WriteLine($"    layer {f.Layers[i]}  {f.Operators[i]}  {Render.Layer(f.Names[i])}");
        var conversions = $"{f.Conversions} conversion{(f.Conversions == 1 ? "" : "s")} of {Render.Number(f.ConvertedElements)} elements";
        var macs = f.FloatMacs == 0 ? "" : $", {Render.Number(f.FloatMacs)} MACs in float";
        Console.WriteLine($"    cost  {conversions}{macs}, {Render.Number(f.Bytes)} bytes of tensors in between");
        Console.WriteLine($"    do    {f.Advice}");
    }

    private static string Describe(TensorReport t) => $"{t.Name}: {t.Type}[{string.Join(',', t.Shape)}] {Scale(t)}";

    private static string Scale(TensorReport t) =>
        t.Scale is { } scale ? string.Create(CultureInfo.InvariantCulture,
            $"{scale:G6} * (q {(t.ZeroPoint < 0 ? "+" : "-")} {Math.Abs(t.ZeroPoint ?? 0)})") : "";
}

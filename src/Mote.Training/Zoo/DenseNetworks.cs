using Mote.Core.Ops;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>Networks of dense layers.</summary>
internal static class DenseNetworks
{
    public static IEnumerable<ZooNetwork> All =>
    [
        new("mlp", "dense layers with ReLU (--widths, default 128,64)", "Rumelhart and others 1986", [1, 64], 10, 17_226, Mlp),
        new("lenet-300-100", "dense 300 and 100: the usual subject of pruning", "LeCun and others 1998", [1, 28, 28, 1], 10, 266_610,
            (b, x, outputs, o) => Stack(b, x, [300, 100], outputs, o.Dropout ?? 0)),
        new("autoencoder", "dense 128x4, 8, 128x4 with batch norm, for anomalies", "MLPerf Tiny 2021 (ToyADMOS)", [1, 640], 640, 265_864,
            Autoencoder) { Reconstructs = true },
    ];

    private static int Mlp(LayerBuilder b, int x, int outputs, ZooOptions o) =>
        Stack(b, x, o.Widths.Count > 0 ? [.. o.Widths] : [128, 64], outputs, o.Dropout ?? 0);

    private static int Stack(LayerBuilder b, int x, int[] widths, int outputs, float dropout)
    {
        x = b.AsVector(x);
        foreach (var width in widths) x = b.Dropout(b.Dense(x, width, Activation.Relu), dropout);
        return b.Dense(x, outputs);
    }

    private static int Autoencoder(LayerBuilder b, int x, int outputs, ZooOptions o)
    {
        x = b.AsVector(x);
        foreach (var width in (int[])[128, 128, 128, 128, 8, 128, 128, 128, 128]) x = b.BatchNorm(b.Matrix(x, width));
        return b.Dense(x, outputs);
    }
}

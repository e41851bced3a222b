using Mote.Core.Diagnostics;
using Mote.Core.Types;
using Mote.Training.Networks;

namespace Mote.Training;

/// <summary>
/// Data in the shape that a network reads. Vectors are [1,n], sequences [1,steps,features], images [1,height,width,channels]; a sequence
/// seen by two-dimensional layers is an image of one channel, one seen along its steps alone an image of height 1.
/// </summary>
internal static class InputForms
{
    /// <summary>[1,h,w,c]: images as they are, sequences as steps by features.</summary>
    public static int AsImage(this LayerBuilder b, int x) => b.Shape(x) switch
    {
        { Rank: 4 } => x,
        { Rank: 3 } s => b.Reshape(x, [1, s[1], s[2], 1]),
        var s => throw Refuse(s, "a sequence [1,steps,features] or an image [1,height,width,channels]"),
    };

    /// <summary>[1,t,c]: sequences as they are, vectors as steps of one feature, images row by row.</summary>
    public static int AsSequence(this LayerBuilder b, int x)
    {
        var (steps, features) = Steps(b.Shape(x));
        return Shaped(b, x, [1, steps, features]);
    }

    /// <summary>[1,1,t,c]: as <see cref="AsSequence"/>, for layers that know images.</summary>
    public static int AsSignal(this LayerBuilder b, int x)
    {
        var (steps, features) = Steps(b.Shape(x));
        return Shaped(b, x, [1, 1, steps, features]);
    }

    /// <summary>[1,n]</summary>
    public static int AsVector(this LayerBuilder b, int x) => Shaped(b, x, [1, b.Shape(x).Elements]);

    private static (int Steps, int Features) Steps(Shape shape) => shape switch
    {
        { Rank: 2 } => (shape[1], 1),
        { Rank: 3 } => (shape[1], shape[2]),
        { Rank: 4 } => shape[1] == 1 ? (shape[2], shape[3]) : (shape[1], shape[2] * shape[3]),
        _ => throw Refuse(shape, "a sequence [1,steps,features]"),
    };

    private static int Shaped(LayerBuilder b, int x, Shape shape) => b.Shape(x) == shape ? x : b.Reshape(x, shape);

    private static MoteException Refuse(Shape shape, string expected) => new("MOTE0601", "input",
        $"data of the shape {shape} do not suit this network, which reads {expected}.",
        "Choose another network, or features of another shape.");
}

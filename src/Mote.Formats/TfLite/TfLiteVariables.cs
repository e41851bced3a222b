using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>
/// Resource variables: handles by name, reads and assignments, and the subgraph that is called once to give them their first
/// values. They become states: a read is the value assigned last, or the state's; the last assignment is what the state keeps.
/// </summary>
internal sealed class TfLiteVariables
{
    public static readonly ImmutableArray<BuiltinOperator> Codes =
        [BuiltinOperator.CALL_ONCE, BuiltinOperator.VAR_HANDLE, BuiltinOperator.READ_VARIABLE, BuiltinOperator.ASSIGN_VARIABLE];

    private readonly FlatTable _model;
    private readonly GraphBuilder _builder;
    private readonly TfLiteTensors _tensors;
    private readonly string _file;
    private readonly TfLiteSubgraphs _nested;
    private readonly Dictionary<int, Variable> _handles = [];
    private readonly Dictionary<string, Variable> _variables = [];

    /// <summary>The subgraphs that initialise variables.</summary>
    public IReadOnlyCollection<int> Subgraphs { get; }

    public TfLiteVariables(
        FlatTable model, GraphBuilder builder, TfLiteTensors tensors, TfLiteSubgraphs nested,
        IReadOnlyList<TfLiteOperator> operators, string file)
    {
        (_model, _builder, _tensors, _nested, _file) = (model, builder, tensors, nested, file);
        Subgraphs = operators.Where(o => o.Code == BuiltinOperator.CALL_ONCE).Select(InitialSubgraph).ToHashSet();
    }

    public void Add(TfLiteOperator o)
    {
        if (o.Code == BuiltinOperator.CALL_ONCE) Initialise(o);
        else if (o.Code == BuiltinOperator.VAR_HANDLE) _handles[Output(o)] = Named(o);
        else if (o.Code == BuiltinOperator.READ_VARIABLE) Read(o);
        else Assign(o);
    }

    private sealed class Variable(string name)
    {
        public string Name => name;

        public Tensor? Initial { get; set; }

        public ValueId? State { get; set; }

        public ValueId Current { get; set; }
    }

    private Variable Named(TfLiteOperator o)
    {
        var options = o.Options(111);
        var (container, name) = (options?.Text(0, "container") ?? "", options?.Text(1, "shared_name") ?? "");
        var key = $"{container}\0{name}";
        return _variables.TryGetValue(key, out var known) ? known : _variables[key] = new Variable(name.Length > 0 ? name : "variable");
    }

    private static int Output(TfLiteOperator o) => o.Outputs.Length == 1 ? o.Outputs[0] : throw o.Bad("has one output.");

    private Variable Handle(TfLiteOperator o) =>
        _handles.TryGetValue(o.Input(0), out var variable) ? variable : throw o.Bad("the first operand is not the handle of a variable.");

    /// <summary>What is read is the state as it was before the inference, or what has been assigned since.</summary>
    private void Read(TfLiteOperator o)
    {
        var variable = Handle(o);
        _tensors.CheckUndefined(Output(o), o.Where);
        var declared = _tensors.Type(o.Outputs[0], o.Where);
        Touch(variable, declared, o);
        _tensors.Define(o.Outputs[0], variable.Current);
    }

    private void Assign(TfLiteOperator o)
    {
        var variable = Handle(o);
        var value = _tensors.Use(_builder, o.Input(1), o.Where);
        Touch(variable, _builder.Type(value), o);
        variable.Current = ReadAtTheEnd(value, _tensors.Name(o.Input(1)), _tensors.IsVariable(o.Input(1)));
        _builder.Keep(variable.State!.Value, variable.Current);
    }

    /// <summary>
    /// A value that is needed after the last operator, when states change: one that is the former value of a state is copied in time.
    /// </summary>
    public ValueId ReadAtTheEnd(ValueId value, string name, bool isVariable = false) =>
        !isVariable && _variables.Values.All(v => v.State != value) ? value
            : _builder.Add(new Reshape(_builder.Type(value).Shape), [value], _builder.Type(value).Quantization, name, Origin.Of(name));

    private void Touch(Variable variable, TensorType type, TfLiteOperator o)
    {
        if (variable.State is null)
        {
            var initial = variable.Initial ?? TfLiteTensors.Zero(type);
            variable.State = variable.Current = _builder.State(variable.Name, initial);
        }
        if (_builder.Type(variable.Current) != type)
            throw o.Bad($"the variable '{variable.Name}' is {_builder.Type(variable.Current)}; here it is {type}.");
    }

    private static int InitialSubgraph(TfLiteOperator o) => o.Options(103)?.Int(0) ?? 0;

    /// <summary>What the subgraph assigns is what the variables begin with: it runs before anything reads them.</summary>
    private void Initialise(TfLiteOperator o)
    {
        var subgraphs = _model.Vector(2, 4, "subgraphs");
        var index = InitialSubgraph(o);
        if (index <= 0 || index >= subgraphs.Count) throw o.Bad($"subgraph {index} does not exist, or is the model itself.");
        if (_variables.Values.Any(v => v.State is not null))
            throw o.Bad("initialises variables after they have been used, which is not supported.");
        var tensors = new TfLiteTensors(_model, subgraphs.Table(index), _file, _nested);
        var handles = new Dictionary<int, Variable>();
        foreach (var inner in TfLiteReader.Operators(_model, subgraphs.Table(index), tensors, _file))
        {
            if (inner.Code == BuiltinOperator.VAR_HANDLE) handles[Output(inner)] = Named(inner);
            else if (inner.Code != BuiltinOperator.ASSIGN_VARIABLE)
                throw new MoteException("MOTE0106", inner.Where,
                    $"operator {inner.Name} (version {inner.Version}) is not supported in the initialisation of variables.",
                    "Supported there: VAR_HANDLE, ASSIGN_VARIABLE.");
            else if (!handles.TryGetValue(inner.Input(0), out var variable))
                throw inner.Bad("the first operand is not the handle of a variable.");
            else
                variable.Initial = tensors.Constant(inner.Input(1), inner.Where)
                    ?? throw inner.Bad("variables begin with constants only.");
        }
    }
}

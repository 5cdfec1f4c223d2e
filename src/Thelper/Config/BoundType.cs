using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Thelper.Config;

/// <summary>A type named by a configuration with its checked constructor arguments; objects are made from it any number of times.</summary>
public sealed class BoundType
{
    private readonly MethodBase target;
    private readonly object?[] values;
    private readonly bool[] fromServices;
    private readonly ConfigNode place;

    internal BoundType(
        TypeRegistry types, Type type, string name, MethodBase target, object?[] values, bool[] fromServices, IReadOnlyDictionary<string, object?> arguments, ConfigNode place)
    {
        Types = types;
        Type = type;
        Name = name;
        Arguments = arguments;
        this.target = target;
        this.values = values;
        this.fromServices = fromServices;
        this.place = place;
    }

    /// <summary>The registry that found the type; a parameter of this type receives it.</summary>
    public TypeRegistry Types { get; }

    /// <summary>The class to be made, or the declared result of the method that makes it.</summary>
    public Type Type { get; }

    /// <summary>The canonical dotted name, which is also the one written to sessions; for a custom type the text of the configuration.</summary>
    public string Name { get; }

    /// <summary>The parameters that a configuration can set, defaults included, in declared order under their snake_case names, as plain values.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; }

    /// <summary>The node that named the type, for messages.</summary>
    public ConfigNode Place => place;

    /// <summary>Whether the code that makes the object is this program's, and not a user's.</summary>
    internal bool IsOwn => TypeRegistry.IsOwn(target.DeclaringType!.Assembly);

    /// <summary>Makes an object.</summary>
    /// <param name="services">What the program supplies, matched to parameters by type; nulls are skipped.</param>
    /// <returns>The new object.</returns>
    /// <exception cref="UserErrorException">The constructor refused an argument; the message names the place.</exception>
    public object Create(params object?[] services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return CreateOn(null, services);
    }

    /// <summary>Makes an object with a method of another one.</summary>
    internal object CreateOn(object? instance, params object?[] services) =>
        Call(instance, services) ?? throw new InvalidOperationException($"{Name} returned nothing.");

    /// <summary>Calls the constructor or method.</summary>
    /// <returns>The new object, or the method's result; null for a method without one.</returns>
    internal object? Call(object? instance, params object?[] services)
    {
        var parameters = target.GetParameters();
        var arguments = (object?[])values.Clone();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (fromServices[i])
            {
                arguments[i] = Supply(parameters[i], services);
            }
        }

        try
        {
            return target is ConstructorInfo constructor
                ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null)
                : target.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        }
        catch (UserErrorException error)
        {
            var message = ConfigErrors.Prefix(place, error.Message);
            if (message == error.Message)
            {
                ExceptionDispatchInfo.Throw(error);
            }

            throw new UserErrorException(message, error);
        }
    }

    private object? Supply(ParameterInfo parameter, object?[] services)
    {
        foreach (var service in services)
        {
            if (service is not null && parameter.ParameterType.IsInstanceOfType(service))
            {
                return service;
            }
        }

        if (parameter.ParameterType == typeof(TypeRegistry))
        {
            return Types;
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        return AcceptsNull(parameter)
            ? null
            : throw new InvalidOperationException($"{Name} needs a {parameter.ParameterType} for '{parameter.Name}', which the caller does not supply.");
    }

    internal static bool AcceptsNull(ParameterInfo parameter) =>
        parameter.ParameterType.IsValueType
            ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            : new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;
}

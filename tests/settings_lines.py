"""Where a setting stands in the source of a settings file: by Python's own parser."""

import ast


def line_of(source: str, path: list[str]) -> int:
    """The line of the key that ``path`` leads to from DATABASES, or of the nearest there is."""
    names, node, later = {}, None, {}
    for statement in ast.parse(source).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(name)], value=value)
                | ast.AnnAssign(target=ast.Name(name), value=value)
            ):
                names[name] = value
            case ast.Assign(targets=[ast.Subscript() as target]):
                later[subscripts(target)] = statement.lineno
            case ast.Expr(value):
                node = value
    if ("DATABASES", *path) in later:
        return later["DATABASES", *path]
    node = names.get("DATABASES", node)
    keys = dict(items(node, names))
    if "ENGINE" in keys:
        path = path[1:]
    line = node.lineno
    for name in path:
        keys = dict(items(node, names))
        if name not in keys:
            break
        key, node = keys[name]
        line = key.lineno
    return line


def subscripts(node: ast.expr) -> tuple[str, ...]:
    """A name, and the keys behind it."""
    match node:
        case ast.Subscript(inner, ast.Constant(key)):
            return *subscripts(inner), key
        case ast.Name(name):
            return (name,)


def items(node: ast.expr, names: dict[str, ast.expr]):
    """The items of a dictionary: each key with the nodes of the key and of its value."""
    match node:
        case ast.Name(name) if name in names:
            yield from items(names[name], names)
        case ast.Dict(keys, values):
            for key, value in zip(keys, values, strict=True):
                if key is None:
                    yield from items(value, names)
                else:
                    yield ast.literal_eval(key), (key, value)
        case ast.Call(ast.Name("dict"), _, keywords):
            for keyword in keywords:
                if keyword.arg is None:
                    yield from items(keyword.value, names)
                else:
                    yield keyword.arg, (keyword, keyword.value)

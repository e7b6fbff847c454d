async def create_user(email, password, user_repo):
    try:
        return await user_repo.create(email, password)
    except:
        return None
